/** Tests of the program of the pack incident-response, with a double of kubectl. */
@NullMarked
package ai.sympozium.incident;

import org.jspecify.annotations.NullMarked;
