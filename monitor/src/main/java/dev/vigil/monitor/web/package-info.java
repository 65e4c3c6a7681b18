/**
 * The HTTP server: metrics, health, the Prometheus-shaped API and the page.
 *
 * <p>Names of targets, watches and modules are input of strangers: what is rendered here is escaped, always.
 */
@NullMarked
package dev.vigil.monitor.web;

import org.jspecify.annotations.NullMarked;
