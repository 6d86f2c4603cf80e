/**
 * What a cluster looks like to this program: claims, volumes, snapshots, snapshot classes, and how
 * a snapshot shows that it is ours.
 *
 * <p>Records and pure functions only. Nothing here knows another package, a clock or the network.
 */
package io.pvcsnapshotter.model;
