/** Benchmarks of dev/bench on the embedded cluster, each figure with its baseline. */
@NullMarked
package ai.sympozium.bench;

import org.jspecify.annotations.NullMarked;
