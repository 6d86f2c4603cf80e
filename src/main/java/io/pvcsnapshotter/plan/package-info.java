/**
 * The decisions: an inventory, the settings and a run go in, a {@link io.pvcsnapshotter.plan.Plan}
 * with a reason for everything comes out.
 *
 * <p>Pure: no I/O, no clock (the inventory says what time it is), no randomness. The rules that
 * keep the last good snapshot alive are here and nowhere else.
 */
package io.pvcsnapshotter.plan;
