/** Understands tool calls that differ from the specification but can mean only one call. */
@NullMarked
package ai.sympozium.agent.call;

import org.jspecify.annotations.NullMarked;
