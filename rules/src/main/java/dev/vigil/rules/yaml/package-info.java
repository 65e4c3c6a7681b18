/**
 * From the text of a YAML file to located values and, for rule files, to rules: every mistake in one go, with its place.
 *
 * <p>Other files with the same
 * manners (configuration) are read through {@link dev.vigil.rules.yaml.YamlDocument}. Confined to the calling thread.
 */
@NullMarked
package dev.vigil.rules.yaml;

import org.jspecify.annotations.NullMarked;
