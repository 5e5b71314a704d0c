package ai.sympozium.operator.gateway.authentication;

/**
 * Pod that a reviewed token is bound to.
 *
 * @param account ServiceAccount of the pod
 */
record BoundPod(String namespace, String account, String name, String uid) {}
