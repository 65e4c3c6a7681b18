@NullMarked
package dev.vigil.monitor.compliance;

import org.jspecify.annotations.NullMarked;
