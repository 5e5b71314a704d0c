/** The gateway's certificates. */
@NullMarked
package ai.sympozium.operator.tls;

import org.jspecify.annotations.NullMarked;
