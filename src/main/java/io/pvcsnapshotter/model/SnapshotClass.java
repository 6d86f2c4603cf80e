package io.pvcsnapshotter.model;

/**
 * A VolumeSnapshotClass.
 *
 * @param isDefault whether it is annotated as a default class; a default counts only for volumes of
 *     its driver
 * @param retains whether its deletion policy is {@code Retain}: deleting a snapshot then frees
 *     nothing in the storage
 */
public record SnapshotClass(String name, String driver, boolean isDefault, boolean retains) {}
