/** Client of the operator's gateway, for the programs of a run's pod. */
@NullMarked
package ai.sympozium.ipc.gateway;

import org.jspecify.annotations.NullMarked;
