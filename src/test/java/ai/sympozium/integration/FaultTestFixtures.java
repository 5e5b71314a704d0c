package ai.sympozium.integration;

/**
 * What tests of an operator in trouble need in a namespace: instances {@code quick}, whose runs end
 * by themselves, and {@code waiting}, whose runs are at work until they are told to go. Both have
 * pack {@code tool} with a right in the namespace and one in the cluster.
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
