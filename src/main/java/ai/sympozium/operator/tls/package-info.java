/** Keys of the gateway: authority, server certificate and signatures. */
@NullMarked
package ai.sympozium.operator.tls;

import org.jspecify.annotations.NullMarked;
