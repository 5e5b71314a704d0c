/** OpenAI's chat completions, with the deviations of compatible servers. */
@NullMarked
package ai.sympozium.agent.model.openai;

import org.jspecify.annotations.NullMarked;
