/** Requests of the endpoints of instances: they create runs, follow them and read their results. */
@NullMarked
package ai.sympozium.operator.gateway.endpoint;

import org.jspecify.annotations.NullMarked;
