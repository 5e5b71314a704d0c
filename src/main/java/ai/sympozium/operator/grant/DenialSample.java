package ai.sympozium.operator.grant;

import ai.sympozium.api.PolicyRule;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A request that a grant allows, to prove its denial. Each verb of each rule has one sample, with
 * the resources and names of the rule in turn. The number of samples is limited: after its first
 * verb, a rule can only be allowed in part by a binding that is not part of the grant.
 *
 * @param namespace absent for a rule of the ClusterRole
 * @param name absent if the rule has no names
 */
record DenialSample(
    @Nullable String namespace, String group, String resource, String verb, @Nullable String name) {
  /** Samples of further verbs for each grant. Reviews must not delay other revocations. */
  static final int MAX_FURTHER = 24;

  /** Returns one sample for each role of a grant. */
  static List<DenialSample> first(SkillGrant grant) {
    return Stream.concat(
            grant.rules().stream().limit(1).map(rule -> of(rule, 0, grant.run().namespace())),
            grant.clusterRules().stream().limit(1).map(rule -> of(rule, 0, null)))
        .toList();
  }

  /** Returns the samples that are not the first of their role. */
  static List<DenialSample> others(SkillGrant grant) {
    List<DenialSample> firstVerbs = new ArrayList<>();
    List<DenialSample> further = new ArrayList<>();
    add(grant.rules(), grant.run().namespace(), firstVerbs, further);
    add(grant.clusterRules(), null, firstVerbs, further);
    return Stream.concat(firstVerbs.stream(), further.stream().limit(MAX_FURTHER)).toList();
  }

  private static void add(
      List<PolicyRule> rules,
      @Nullable String namespace,
      List<DenialSample> firstVerbs,
      List<DenialSample> further) {
    for (int i = 0; i < rules.size(); i++) {
      PolicyRule rule = rules.get(i);
      if (i > 0) {
        firstVerbs.add(of(rule, 0, namespace));
      }
      for (int verb = 1; verb < rule.verbs().size(); verb++) {
        further.add(of(rule, verb, namespace));
      }
    }
  }

  private static DenialSample of(PolicyRule rule, int verb, @Nullable String namespace) {
    return new DenialSample(
        namespace,
        inTurn(rule.apiGroups(), verb),
        inTurn(rule.resources(), verb),
        rule.verbs().get(verb),
        rule.resourceNames().isEmpty() ? null : inTurn(rule.resourceNames(), verb));
  }

  private static String inTurn(List<String> values, int index) {
    return values.get(index % values.size());
  }
}
