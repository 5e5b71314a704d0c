/** The agent of a run: asks a model, runs the tools it calls for, and puts out the result. */
@NullMarked
package ai.sympozium.agent;

import org.jspecify.annotations.NullMarked;
