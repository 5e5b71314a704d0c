/** What dev/bench measures on the embedded cluster, each figure beside its baseline. */
@NullMarked
package ai.sympozium.bench;

import org.jspecify.annotations.NullMarked;
