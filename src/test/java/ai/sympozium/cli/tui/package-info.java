/** Tests of the terminal user interface. */
@NullMarked
package ai.sympozium.cli.tui;

import org.jspecify.annotations.NullMarked;
