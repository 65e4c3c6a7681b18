/**
 * Texts of labels and annotations with {@code {{ … }}} in them: the part of Go's template language, and of Prometheus'
 * functions for it, that rule files use.
 *
 * <p>A template is parsed once, where mistakes have a place; expanding it never fails and never takes long, whatever a
 * target sent.
 */
@NullMarked
package dev.vigil.rules.template;

import org.jspecify.annotations.NullMarked;
