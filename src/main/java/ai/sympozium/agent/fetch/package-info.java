/** Fetches pages for the tool {@code fetch_url} and makes them readable. */
@NullMarked
package ai.sympozium.agent.fetch;

import org.jspecify.annotations.NullMarked;
