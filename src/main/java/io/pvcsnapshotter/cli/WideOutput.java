package io.pvcsnapshotter.cli;

/** Ways to print a table that has more columns than everybody needs. */
enum WideOutput {
    table,
    wide,
    json
}
