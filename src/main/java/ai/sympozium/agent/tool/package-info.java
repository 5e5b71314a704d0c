/** Tools that the agent offers to the model, one class for each. */
@NullMarked
package ai.sympozium.agent.tool;

import org.jspecify.annotations.NullMarked;
