/**
 * The operator: a package per kind or concern, each with its decisions (pure) and its few writers.
 */
@NullMarked
package ai.sympozium.operator;

import org.jspecify.annotations.NullMarked;
