/**
 * How log lines look: one flat JSON object a line, or text on a terminal. Configured in code,
 * before any file is read.
 */
package io.pvcsnapshotter.logging;
