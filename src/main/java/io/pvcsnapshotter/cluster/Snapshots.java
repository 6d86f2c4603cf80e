package io.pvcsnapshotter.cluster;

/** For who both reads and writes snapshots, as a run does. */
public interface Snapshots extends SnapshotReader, SnapshotWriter {}
