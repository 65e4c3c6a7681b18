/** What tests share: real training processes under Probing. */
@NullMarked
package dev.vigil.monitor.testing;

import org.jspecify.annotations.NullMarked;
