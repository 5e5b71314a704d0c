package ai.sympozium.operator.gateway.authentication;

import ai.sympozium.api.AgentRun;
import io.fabric8.kubernetes.api.model.Pod;

/**
 * Pod that sent a request, and the run that it works for.
 *
 * @param audience of the token, which identifies the container
 */
public record AuthenticatedPod(Pod pod, AgentRun run, String audience) {}
