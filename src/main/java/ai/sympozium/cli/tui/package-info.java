/**
 * The command {@code tui}. A pure function maps a state and an input to the next state and effects;
 * another one maps a state to the lines of the screen.
 */
@NullMarked
package ai.sympozium.cli.tui;

import org.jspecify.annotations.NullMarked;
