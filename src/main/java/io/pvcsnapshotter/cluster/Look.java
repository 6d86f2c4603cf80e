package io.pvcsnapshotter.cluster;

import io.pvcsnapshotter.model.Inventory;

/**
 * One look at the cluster.
 *
 * @param inventory what was there
 * @param bookmark from where on a watch tells how its snapshots change
 */
public record Look(Inventory inventory, Bookmark bookmark) {}
