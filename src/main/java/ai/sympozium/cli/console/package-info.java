/** Output on a terminal: layout, colour, safe text, JSON and exit codes. */
@NullMarked
package ai.sympozium.cli.console;

import org.jspecify.annotations.NullMarked;
