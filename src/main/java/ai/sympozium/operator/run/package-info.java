/** AgentRun: plan, pod, end. */
@NullMarked
package ai.sympozium.operator.run;

import org.jspecify.annotations.NullMarked;
