/** Settings of the operator. */
@NullMarked
package ai.sympozium.operator.config;

import org.jspecify.annotations.NullMarked;
