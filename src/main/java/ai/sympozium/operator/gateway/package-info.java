/** The HTTPS API for pods: tokens of skills, tools of the operator, and messages of channels. */
@NullMarked
package ai.sympozium.operator.gateway;

import org.jspecify.annotations.NullMarked;
