/** Sends requests to model servers: one transport and one retry policy for all providers. */
@NullMarked
package ai.sympozium.agent.model.http;

import org.jspecify.annotations.NullMarked;
