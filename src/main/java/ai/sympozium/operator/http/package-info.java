/** Common parts of the operator's HTTPS resources: bounds, error responses and metrics. */
@NullMarked
package ai.sympozium.operator.http;

import org.jspecify.annotations.NullMarked;
