/** Takes a run's result and transcript out of its pod to the operator's gateway. */
@NullMarked
package ai.sympozium.bridge;

import org.jspecify.annotations.NullMarked;
