package ai.sympozium.integration;

/**
 * Creates the objects for fault tests in a namespace: instance {@code quick}, whose runs complete
 * by themselves, and instance {@code waiting}, whose runs wait for a signal. Both attach pack
 * {@code tool} with one permission in the namespace and one in the cluster.
 */
final class FaultTestFixtures {
  private FaultTestFixtures() {}

  static void set(String namespace) {
    TestCluster.apply(
        namespace,
        Packs.withRules(
            "tool",
            "[{apiGroups: [\"\"], resources: [pods], verbs: [get]}]",
            "[{apiGroups: [\"\"], resources: [nodes], verbs: [get]}]"));
    TestCluster.transcript(
        namespace,
        "quick",
        Transcript.command("test -s /var/run/secrets/kubernetes.io/serviceaccount/token"),
        Transcript.answer("done"));
    TestCluster.transcript(
        namespace, "wait", Transcript.command(Transcript.UNTIL_GO), Transcript.answer("done"));
    TestCluster.instance(namespace, "quick", "quick", "tool");
    TestCluster.instance(namespace, "waiting", "wait", "tool");
  }
}
