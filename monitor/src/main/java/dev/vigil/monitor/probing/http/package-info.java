/** Requests to one Probing endpoint over HTTP/1.1: connections, deadlines, caps, and what each failure means. */
@NullMarked
package dev.vigil.monitor.probing.http;

import org.jspecify.annotations.NullMarked;
