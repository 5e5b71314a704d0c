/** Event sources and cached reads of the run controller. */
@NullMarked
package ai.sympozium.operator.agentrun.cache;

import org.jspecify.annotations.NullMarked;
