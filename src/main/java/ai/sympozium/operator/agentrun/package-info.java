/** Reconciler of AgentRuns: observes once, decides purely, acts once. */
@NullMarked
package ai.sympozium.operator.agentrun;

import org.jspecify.annotations.NullMarked;
