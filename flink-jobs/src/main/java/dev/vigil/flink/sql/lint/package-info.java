/** What a query that can run will probably not do: lints over the planner's validated tree, which knows types and places. */
@NullMarked
package dev.vigil.flink.sql.lint;

import org.jspecify.annotations.NullMarked;
