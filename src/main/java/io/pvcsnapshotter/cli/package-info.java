/**
 * The command line: parses arguments, finds the cluster, the configuration and this run, calls the
 * package that does the work, and turns what comes out into an exit status.
 */
package io.pvcsnapshotter.cli;
