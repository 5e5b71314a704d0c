/** Anthropic's messages API. */
@NullMarked
package ai.sympozium.agent.model.anthropic;

import org.jspecify.annotations.NullMarked;
