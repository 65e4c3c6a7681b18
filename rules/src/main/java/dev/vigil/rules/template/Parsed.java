package dev.vigil.rules.template;

/** What came of parsing: a template, or the first mistake in it. */
public sealed interface Parsed permits Template, TemplateFault {}
