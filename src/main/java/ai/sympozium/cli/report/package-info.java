/** What a run had and what it used of that, told afterwards. */
@NullMarked
package ai.sympozium.cli.report;

import org.jspecify.annotations.NullMarked;
