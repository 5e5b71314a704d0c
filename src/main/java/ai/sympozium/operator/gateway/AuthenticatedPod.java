package ai.sympozium.operator.gateway;

import ai.sympozium.api.AgentRun;
import io.fabric8.kubernetes.api.model.Pod;

/** A pod that proved who it is, and the run that it works for. */
record AuthenticatedPod(Pod pod, AgentRun run) {}
