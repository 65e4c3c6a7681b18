package dev.vigil.flink.alert;

import dev.vigil.fleet.TargetFacts;

/**
 * What is known of a target from a time on. A flat public record, so that Flink serialises it without Kryo.
 *
 * @param behind the watermark behind which it was told, ms since 1970: it is so after that time
 * @param facts what is known
 */
public record TimedFacts(long behind, TargetFacts facts) {}
