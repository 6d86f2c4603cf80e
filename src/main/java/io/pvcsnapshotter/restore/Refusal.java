package io.pvcsnapshotter.restore;

/**
 * Why a restore is not begun, or does not go on.
 *
 * @param reason a sentence
 * @param instead what to do: a sentence
 */
public record Refusal(String reason, String instead) {}
