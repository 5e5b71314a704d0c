/** Agent of a run: sends a conversation to a model, runs its tool calls and writes the result. */
@NullMarked
package ai.sympozium.agent;

import org.jspecify.annotations.NullMarked;
