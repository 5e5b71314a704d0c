/** Writes of the run controller, one class per concern. */
@NullMarked
package ai.sympozium.operator.agentrun.lifecycle;

import org.jspecify.annotations.NullMarked;
