/** Builds the pod of a run from its plan. */
@NullMarked
package ai.sympozium.operator.agentrun.pod;

import org.jspecify.annotations.NullMarked;
