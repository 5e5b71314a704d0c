/** The chat page for browsers. */
@NullMarked
package ai.sympozium.endpoint.page;

import org.jspecify.annotations.NullMarked;
