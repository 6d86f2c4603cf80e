/**
 * What a command leaves for people: log lines, tables, JSON, Events, the termination message.
 *
 * <p>All rendering is here; nothing is decided here.
 */
package io.pvcsnapshotter.report;
