/**
 * The command line: parses arguments, finds the cluster, the configuration and the run's identity,
 * calls the package that does the work, and turns what comes out into an exit status.
 */
package io.pvcsnapshotter.cli;
