/** Pure decisions about what a run gets. */
@NullMarked
package ai.sympozium.operator.agentrun.plan;

import org.jspecify.annotations.NullMarked;
