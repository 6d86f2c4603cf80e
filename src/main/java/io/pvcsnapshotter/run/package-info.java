/**
 * A snapshot run: take, wait, decide again, expire.
 *
 * <p>Knows the cluster only through {@link io.pvcsnapshotter.cluster.Snapshots}, decides nothing
 * that the planner can decide, and prints nothing.
 */
package io.pvcsnapshotter.run;
