/** Defines the pod contract once for the operator and for the programs in a run's pod. */
@NullMarked
package ai.sympozium.contract;

import org.jspecify.annotations.NullMarked;
