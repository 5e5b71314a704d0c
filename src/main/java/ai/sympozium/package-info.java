/** The entry point: one program, several roles. */
@NullMarked
package ai.sympozium;

import org.jspecify.annotations.NullMarked;
