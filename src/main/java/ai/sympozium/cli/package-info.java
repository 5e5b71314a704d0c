/** The command line for people: {@code kubectl sympozium}. */
@NullMarked
package ai.sympozium.cli;

import org.jspecify.annotations.NullMarked;
