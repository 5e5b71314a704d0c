/** The kubectl plugin: explains runs before they start and reports their use of permissions. */
@NullMarked
package ai.sympozium.cli;

import org.jspecify.annotations.NullMarked;
