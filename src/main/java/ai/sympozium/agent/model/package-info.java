/** Model providers and the messages that the agent exchanges with them. */
@NullMarked
package ai.sympozium.agent.model;

import org.jspecify.annotations.NullMarked;
