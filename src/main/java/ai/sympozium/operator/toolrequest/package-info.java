/** Requests of agents for tools that the operator runs. */
@NullMarked
package ai.sympozium.operator.toolrequest;

import org.jspecify.annotations.NullMarked;
