/**
 * Objects for tests: a claim, a snapshot or a run as it is when nothing is said of it, and one
 * {@code with...} method for everything that a test may say.
 */
package io.pvcsnapshotter.sample;
