/**
 * What a run leaves for people: log lines, the summary, the termination message.
 *
 * <p>All rendering is here; nothing is decided here.
 */
package io.pvcsnapshotter.report;
