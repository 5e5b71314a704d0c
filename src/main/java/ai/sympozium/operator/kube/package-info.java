/** What goes first when there is more to do than the API server can take at once. */
@NullMarked
package ai.sympozium.operator.kube;

import org.jspecify.annotations.NullMarked;
