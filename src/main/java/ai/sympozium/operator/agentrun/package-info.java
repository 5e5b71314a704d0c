/** AgentRun: plan, pod, end. */
@NullMarked
package ai.sympozium.operator.agentrun;

import org.jspecify.annotations.NullMarked;
