package io.pvcsnapshotter.config;

/** A policy and where it was written. */
record PlacedPolicy(Policy policy, String path, Location location) {}
