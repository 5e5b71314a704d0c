package ai.sympozium.operator.grant;

import ai.sympozium.api.PolicyRule;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A request that a grant allows, to prove its denial. Each rule has one sample: a rule is allowed
 * as a whole or by a binding that is not part of the grant. Such a binding allows nothing once the
 * account is absent, so more samples would prove nothing and delay other revocations.
 *
 * @param namespace absent for a rule of the ClusterRole
 * @param name absent if the rule has no names
 */
record DenialSample(
    @Nullable String namespace, String group, String resource, String verb, @Nullable String name) {
  /** Returns one sample for each role of a grant. */
  static List<DenialSample> first(SkillGrant grant) {
    return Stream.concat(
            grant.rules().stream().limit(1).map(rule -> of(rule, grant.run().namespace())),
            grant.clusterRules().stream().limit(1).map(rule -> of(rule, null)))
        .toList();
  }

  /** Returns the samples that are not the first of their role. */
  static List<DenialSample> others(SkillGrant grant) {
    return Stream.concat(
            grant.rules().stream().skip(1).map(rule -> of(rule, grant.run().namespace())),
            grant.clusterRules().stream().skip(1).map(rule -> of(rule, null)))
        .toList();
  }

  private static DenialSample of(PolicyRule rule, @Nullable String namespace) {
    return new DenialSample(
        namespace,
        rule.apiGroups().getFirst(),
        rule.resources().getFirst(),
        rule.verbs().getFirst(),
        rule.resourceNames().isEmpty() ? null : rule.resourceNames().getFirst());
  }
}
