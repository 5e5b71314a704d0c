/** Prepares the removal of the chart: no run keeps its permissions without an operator. */
@NullMarked
package ai.sympozium.uninstall;

import org.jspecify.annotations.NullMarked;
