package io.pvcsnapshotter.cli;

/** Ways to print the status. */
enum StatusOutput {
    table,
    wide,
    json,
    html
}
