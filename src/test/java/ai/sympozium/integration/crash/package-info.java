/** Holds a run at one of its writes, so that a test can kill the operator there. */
@NullMarked
package ai.sympozium.integration.crash;

import org.jspecify.annotations.NullMarked;
