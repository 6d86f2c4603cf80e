/**
 * What became of the runs: the Jobs, pods and Events of the runs go in, for each run its end and
 * the reasons come out, in words. Pure: no clock, no I/O. For people only; no run looks at its own
 * kind.
 */
package io.pvcsnapshotter.jobs;
