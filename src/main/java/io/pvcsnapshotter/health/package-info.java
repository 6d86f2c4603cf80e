/**
 * The state of a snapshot, and the sentence that explains it to a person.
 *
 * <p>Pure: what was seen and when goes in. No I/O, no clock.
 */
package io.pvcsnapshotter.health;
