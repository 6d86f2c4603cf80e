package io.pvcsnapshotter.cli;

/** Ways to print what a command has found. */
enum Output {
    table,
    json
}
