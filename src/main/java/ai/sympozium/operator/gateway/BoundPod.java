package ai.sympozium.operator.gateway;

/** Pod that a reviewed token is bound to. */
record BoundPod(String namespace, String name, String uid) {}
