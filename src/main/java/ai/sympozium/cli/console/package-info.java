/** What people see: words, lines, colours and exit codes. */
@NullMarked
package ai.sympozium.cli.console;

import org.jspecify.annotations.NullMarked;
