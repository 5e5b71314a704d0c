/** The commands {@code schedule}: next times, runs on request, suspension. */
@NullMarked
package ai.sympozium.cli.schedule;

import org.jspecify.annotations.NullMarked;
