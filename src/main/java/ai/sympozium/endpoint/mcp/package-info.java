/** The Model Context Protocol over streamable HTTP: the agent as a tool. */
@NullMarked
package ai.sympozium.endpoint.mcp;

import org.jspecify.annotations.NullMarked;
