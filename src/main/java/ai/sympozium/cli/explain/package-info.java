/** What a run would have, told before there is one. */
@NullMarked
package ai.sympozium.cli.explain;

import org.jspecify.annotations.NullMarked;
