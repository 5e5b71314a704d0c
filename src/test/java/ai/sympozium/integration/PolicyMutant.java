package ai.sympozium.integration;

import ai.sympozium.integration.CelOperands.Operand;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.NamedRuleWithOperations;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** An admission policy that differs from the installed one at one place. */
record PolicyMutant(String name, ValidatingAdmissionPolicy policy) {
  /** Returns one mutant for each operand of a validation that {@code &&} combines with others. */
  static Stream<PolicyMutant> withoutOperands(ValidatingAdmissionPolicy policy) {
    return IntStream.range(0, policy.getSpec().getValidations().size())
        .boxed()
        .flatMap(index ->
            CelOperands.of(expression(policy, index)).stream()
                .map(operand -> withoutOperand(policy, index, operand)));
  }

  private static PolicyMutant withoutOperand(
      ValidatingAdmissionPolicy policy, int index, Operand operand) {
    ValidatingAdmissionPolicy changed = copy(policy);
    String expression = expression(policy, index);
    changed
        .getSpec()
        .getValidations()
        .get(index)
        .setExpression(
            expression.substring(0, operand.from())
                + " true "
                + expression.substring(operand.to()));
    return new PolicyMutant(
        "%s validation %d without %s"
            .formatted(
                nameOf(policy), index, start(expression.substring(operand.from(), operand.to()))),
        changed);
  }

  private static String expression(ValidatingAdmissionPolicy policy, int index) {
    return policy.getSpec().getValidations().get(index).getExpression();
  }

  /** Returns one mutant for each validation and for each kind of request of a policy. */
  static Stream<PolicyMutant> of(ValidatingAdmissionPolicy policy) {
    return Stream.concat(
        IntStream.range(0, policy.getSpec().getValidations().size())
            .mapToObj(index -> withoutValidation(policy, index)),
        IntStream.range(0, rules(policy).size())
            .boxed()
            .flatMap(index ->
                Stream.concat(
                    rules(policy).get(index).getOperations().stream()
                        .map(operation ->
                            reduced(
                                policy,
                                index,
                                operation,
                                rule ->
                                    rule.setOperations(without(rule.getOperations(), operation)))),
                    rules(policy).get(index).getResources().stream()
                        .map(resource ->
                            reduced(
                                policy,
                                index,
                                resource,
                                rule ->
                                    rule.setResources(without(rule.getResources(), resource)))))));
  }

  private static PolicyMutant withoutValidation(ValidatingAdmissionPolicy policy, int index) {
    ValidatingAdmissionPolicy changed = copy(policy);
    var validation = changed.getSpec().getValidations().get(index);
    String name =
        nameOf(policy) + " validation " + index + ": " + start(validation.getExpression());
    validation.setExpression("true");
    return new PolicyMutant(name, changed);
  }

  private static PolicyMutant reduced(
      ValidatingAdmissionPolicy policy,
      int index,
      String removed,
      Consumer<NamedRuleWithOperations> reduction) {
    ValidatingAdmissionPolicy changed = copy(policy);
    NamedRuleWithOperations rule = rules(changed).get(index);
    reduction.accept(rule);
    if (rule.getOperations().isEmpty() || rule.getResources().isEmpty()) {
      // The API server requires both. No request is like this.
      rule.setOperations(List.of("CONNECT"));
      rule.setResources(List.of("nothing"));
    }
    return new PolicyMutant(
        "%s without %s of rule %d".formatted(nameOf(policy), removed, index), changed);
  }

  private static List<NamedRuleWithOperations> rules(ValidatingAdmissionPolicy policy) {
    return policy.getSpec().getMatchConstraints().getResourceRules();
  }

  private static ValidatingAdmissionPolicy copy(ValidatingAdmissionPolicy policy) {
    return TestCluster.ADMIN.getKubernetesSerialization().clone(policy);
  }

  private static List<String> without(List<String> values, String removed) {
    var others = new ArrayList<>(values);
    others.remove(removed);
    return others;
  }

  private static String nameOf(ValidatingAdmissionPolicy policy) {
    return policy.getMetadata().getName();
  }

  private static String start(String expression) {
    String line = expression.strip().replaceAll("\\s+", " ");
    return line.length() <= 100 ? line : line.substring(0, 100) + "…";
  }
}
