/** The HTTPS interface for pods: tokens for skills, results from bridges. */
@NullMarked
package ai.sympozium.operator.gateway;

import org.jspecify.annotations.NullMarked;
