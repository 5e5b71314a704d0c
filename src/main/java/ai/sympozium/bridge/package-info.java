/** Bridge of a run: reports its result and transcript to the operator's gateway. */
@NullMarked
package ai.sympozium.bridge;

import org.jspecify.annotations.NullMarked;
