/**
 * Brings a claim's data back from a snapshot: beside the claim, or in its place.
 *
 * <p>What is there goes in, ordered steps or a refusal come out. A restore is a loop: look, plan,
 * do the first step, look again. So it does not matter who made what is there, and a restore that
 * was killed is only looked at again.
 */
package io.pvcsnapshotter.restore;
