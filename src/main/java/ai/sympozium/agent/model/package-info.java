/** Models that an agent can talk to, and what is said. */
@NullMarked
package ai.sympozium.agent.model;

import org.jspecify.annotations.NullMarked;
