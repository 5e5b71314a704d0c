/** Kubernetes events: what people see in {@code kubectl describe}. */
@NullMarked
package ai.sympozium.operator.event;

import org.jspecify.annotations.NullMarked;
