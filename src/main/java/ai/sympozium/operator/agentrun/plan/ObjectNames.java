package ai.sympozium.operator.agentrun.plan;

import ai.sympozium.operator.agentrun.plan.PlanResult.Reason;
import java.util.regex.Pattern;

/** Checks names before they are used in request paths, labels and container names. */
public final class ObjectNames {
  static final String PACK_NAME_RULE =
      "Use at most 52 lower-case letters, digits and dashes, for example k8s-ops.";

  private static final Pattern PACK_NAME = Pattern.compile("[a-z0-9]([-a-z0-9]{0,50}[a-z0-9])?");
  private static final Pattern OBJECT_NAME =
      Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");

  /** The admission policies reject run objects in these namespaces too. */
  private static final String RESERVED_NAMESPACE_PREFIX = "kube-";

  private static final int MAX_LABEL_LENGTH = 63;

  private ObjectNames() {}

  /** Checks whether a SkillPack can have this name. The name becomes part of container names. */
  public static boolean isPackName(String name) {
    return PACK_NAME.matcher(name).matches();
  }

  static boolean isObjectName(String name) {
    return OBJECT_NAME.matcher(name).matches();
  }

  /** Returns whether a namespace belongs to Kubernetes or to the operator. */
  public static boolean isReservedNamespace(String namespace, String operatorNamespace) {
    return namespace.startsWith(RESERVED_NAMESPACE_PREFIX) || namespace.equals(operatorNamespace);
  }

  /** A skill could otherwise act on the operator, or on components of the cluster. */
  static void checkNamespace(String namespace, String operatorNamespace) {
    if (isReservedNamespace(namespace, operatorNamespace)) {
      throw new PlanRefusedException(
          Reason.NAMESPACE_RESERVED,
          "metadata.namespace: %s is reserved for %s and cannot contain runs. Create the instance"
              + " and the run in another namespace.",
          namespace,
          namespace.equals(operatorNamespace) ? "the operator" : "Kubernetes");
    }
  }

  static void checkLabelValue(String fieldPath, String name) {
    if (name.length() > MAX_LABEL_LENGTH) {
      throw new PlanRefusedException(
          Reason.NAME_TOO_LONG,
          "%s: \"%s\" has %d characters, but a label of the run's objects can have at most %d."
              + " Choose a shorter name.",
          fieldPath,
          name,
          name.length(),
          MAX_LABEL_LENGTH);
    }
  }
}
