/** Authentication of the pods that send requests to the gateway, before their bodies are read. */
@NullMarked
package ai.sympozium.operator.gateway.authentication;

import org.jspecify.annotations.NullMarked;
