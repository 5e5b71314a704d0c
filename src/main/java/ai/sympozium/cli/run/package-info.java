/** The commands {@code run} and {@code logs}: start a run and follow it. */
@NullMarked
package ai.sympozium.cli.run;

import org.jspecify.annotations.NullMarked;
