@NullMarked
package dev.vigil.monitor.notify;

import org.jspecify.annotations.NullMarked;
