/**
 * The Model Context Protocol over streamable HTTP: agent and skills as tools, transcripts as
 * resources.
 */
@NullMarked
package ai.sympozium.endpoint.mcp;

import org.jspecify.annotations.NullMarked;
