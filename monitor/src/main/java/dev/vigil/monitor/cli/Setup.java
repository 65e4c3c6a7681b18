package dev.vigil.monitor.cli;

import dev.vigil.monitor.config.VigilConfig;
import dev.vigil.rules.RuleSet;

/**
 * What a monitor is started with.
 *
 * @param config checked configuration
 * @param rules checked rules, the built-in ones included
 */
record Setup(VigilConfig config, RuleSet rules) {}
