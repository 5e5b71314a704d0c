/** The command {@code explain}: permissions and risks of a run before it starts. */
@NullMarked
package ai.sympozium.cli.explain;

import org.jspecify.annotations.NullMarked;
