/** The training fleet of {@code vigil demo}: real Python processes under Probing where they can be had, else simulated ones. */
@NullMarked
package dev.vigil.monitor.demo;

import org.jspecify.annotations.NullMarked;
