package dev.vigil.fleet;

import java.util.Map;

/**
 * What stands at the head and the end of each row of a target.
 *
 * @param key job and instance
 * @param rank global rank, empty where there is none
 * @param labels labels from discovery
 */
record Identity(TargetKey key, String rank, Map<String, String> labels) {}
