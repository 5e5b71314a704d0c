/** The API of OpenAI: chat completions, responses and models. */
@NullMarked
package ai.sympozium.endpoint.openai;

import org.jspecify.annotations.NullMarked;
