/** Decisions about the state of a run. */
@NullMarked
package ai.sympozium.operator.agentrun.status;

import org.jspecify.annotations.NullMarked;
