/** Runs a skill's commands in the skill's own container, as the agent asks for them over files. */
@NullMarked
package ai.sympozium.executor;

import org.jspecify.annotations.NullMarked;
