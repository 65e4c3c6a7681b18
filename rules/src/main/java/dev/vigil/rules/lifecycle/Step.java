package dev.vigil.rules.lifecycle;

/**
 * What came of one step.
 *
 * @param state as it is now
 * @param transition what happened
 */
public record Step(AlertState state, Transition transition) {}
