/**
 * All snapshots of one claim name, as somebody looks for them who has lost data: whoever made them,
 * and whichever claim of that name they are of.
 *
 * <p>Pure: what was listed goes in. No I/O, no clock, no configuration.
 */
package io.pvcsnapshotter.history;
