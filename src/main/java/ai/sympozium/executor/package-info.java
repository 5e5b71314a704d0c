/** Executor of a skill: runs commands of the agent in the skill's container. */
@NullMarked
package ai.sympozium.executor;

import org.jspecify.annotations.NullMarked;
