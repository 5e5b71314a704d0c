/** Conditions as values. */
@NullMarked
package ai.sympozium.operator.condition;

import org.jspecify.annotations.NullMarked;
