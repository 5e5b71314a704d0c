/** Programs of the operator: one package per kind or concern. */
@NullMarked
package ai.sympozium.operator;

import org.jspecify.annotations.NullMarked;
