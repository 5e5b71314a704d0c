/** Connections to checked addresses, for the programs of a pod. */
@NullMarked
package ai.sympozium.net;

import org.jspecify.annotations.NullMarked;
