/** Gives instances an HTTP endpoint: decides its objects, and writes them. */
@NullMarked
package ai.sympozium.operator.endpoint;

import org.jspecify.annotations.NullMarked;
