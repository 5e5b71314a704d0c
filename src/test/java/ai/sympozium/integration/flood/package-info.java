/** Clients that send the gateway more requests than it should serve. */
@NullMarked
package ai.sympozium.integration.flood;

import org.jspecify.annotations.NullMarked;
