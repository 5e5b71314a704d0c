/** The command {@code report}: permissions that a run had and used. */
@NullMarked
package ai.sympozium.cli.report;

import org.jspecify.annotations.NullMarked;
