/** Runs that requests create: slots, events, results and cancellation. */
@NullMarked
package ai.sympozium.endpoint.run;

import org.jspecify.annotations.NullMarked;
