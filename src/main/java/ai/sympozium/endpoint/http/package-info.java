/** HTTP server with limits for connections, heads, bodies, times and slow readers. */
@NullMarked
package ai.sympozium.endpoint.http;

import org.jspecify.annotations.NullMarked;
