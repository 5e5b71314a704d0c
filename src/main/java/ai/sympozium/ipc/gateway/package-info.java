/** How the programs of a run's pod ask the operator's gateway. */
@NullMarked
package ai.sympozium.ipc.gateway;

import org.jspecify.annotations.NullMarked;
