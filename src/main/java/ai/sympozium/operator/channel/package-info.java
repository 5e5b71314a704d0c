/** Messages of runs to the channels of their instance, and the connectors that deliver them. */
@NullMarked
package ai.sympozium.operator.channel;

import org.jspecify.annotations.NullMarked;
