/** How mistakes in files are written down: for people, for programs, and as SARIF for editors and code hosts. */
@NullMarked
package dev.vigil.monitor.check;

import org.jspecify.annotations.NullMarked;
