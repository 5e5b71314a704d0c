/** The tools an agent can offer to its model, one class each. */
@NullMarked
package ai.sympozium.agent.tool;

import org.jspecify.annotations.NullMarked;
