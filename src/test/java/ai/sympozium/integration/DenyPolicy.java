package ai.sympozium.integration;

/** Admission policies of tests, for requests that the API server should deny. */
final class DenyPolicy {
  private DenyPolicy() {}

  /**
   * Creates a policy of the whole cluster.
   *
   * @param rule fields of the resource rule, without the versions
   * @param expression CEL expression that admitted requests satisfy
   */
  static void create(String name, String rule, String expression) {
    TestCluster.apply(
        "",
        """
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingAdmissionPolicy
        metadata: {name: %1$s}
        spec:
          matchConstraints: {resourceRules: [{apiVersions: ['*'], %2$s}]}
          validations: [{expression: "%3$s"}]
        ---
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingAdmissionPolicyBinding
        metadata: {name: %1$s}
        spec: {policyName: %1$s, validationActions: [Deny]}
        """
            .formatted(name, rule, expression));
  }

  static void delete(String name) {
    var admission = TestCluster.ADMIN.admissionRegistration().v1();
    admission.validatingAdmissionPolicyBindings().withName(name).delete();
    admission.validatingAdmissionPolicies().withName(name).delete();
  }
}
