/** Decisions about what a run may have. */
@NullMarked
package ai.sympozium.operator.agentrun.plan;

import org.jspecify.annotations.NullMarked;
