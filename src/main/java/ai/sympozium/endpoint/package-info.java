/** The role web-endpoint: serves an instance by HTTP. */
@NullMarked
package ai.sympozium.endpoint;

import org.jspecify.annotations.NullMarked;
