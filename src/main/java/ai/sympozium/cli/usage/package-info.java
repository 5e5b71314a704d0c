/** Requests of command lines, and the permissions that they use. */
@NullMarked
package ai.sympozium.cli.usage;

import org.jspecify.annotations.NullMarked;
