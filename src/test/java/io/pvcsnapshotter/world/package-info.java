/**
 * One simulated world: an API server, controllers, storage, Jobs and people in memory, in which the
 * real run, planner and report work.
 *
 * <p>Everything happens on one thread, by a clock that stands still while somebody works, and
 * everything is chosen by one number, the seed. The world knows the truth: which volume's data a
 * snapshot really holds, who made it, and when. The judges ask it, and never our marks.
 */
package io.pvcsnapshotter.world;
