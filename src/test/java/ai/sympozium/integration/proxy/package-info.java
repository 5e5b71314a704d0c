/** Proxy between an operator and the API server, which injects faults. */
@NullMarked
package ai.sympozium.integration.proxy;

import org.jspecify.annotations.NullMarked;
