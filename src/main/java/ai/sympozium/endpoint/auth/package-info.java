/** Keys of clients and their rate limits. */
@NullMarked
package ai.sympozium.endpoint.auth;

import org.jspecify.annotations.NullMarked;
