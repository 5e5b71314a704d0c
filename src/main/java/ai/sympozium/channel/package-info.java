/** Delivers the messages of an instance. */
@NullMarked
package ai.sympozium.channel;

import org.jspecify.annotations.NullMarked;
