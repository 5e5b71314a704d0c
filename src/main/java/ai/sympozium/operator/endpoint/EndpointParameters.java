package ai.sympozium.operator.endpoint;

import ai.sympozium.api.SkillRef;
import ai.sympozium.operator.agentrun.plan.AttachedSkills;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Parameters of the pack {@code web-endpoint}, with the names of the original.
 *
 * @param fieldPath path of the parameters, for messages
 */
record EndpointParameters(String fieldPath, Map<String, String> values) {
  static final String HOSTNAME = "hostname";
  static final String RATE_LIMIT_RPM = "rate_limit_rpm";
  static final String RATE_LIMIT_BURST = "rate_limit_burst";
  static final String AUTH_SECRET_REF = "auth_secret_ref";
  private static final List<String> NAMES =
      List.of(HOSTNAME, RATE_LIMIT_RPM, RATE_LIMIT_BURST, AUTH_SECRET_REF);

  private static final int MAX_RATE = 1_000_000;
  private static final int MAX_NAME_LENGTH = 253;
  private static final Pattern NAME =
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

  static EndpointParameters of(List<SkillRef> skills) {
    for (int i = 0; i < skills.size(); i++) {
      if (AttachedSkills.isEndpoint(skills.get(i))) {
        EndpointParameters found =
            new EndpointParameters("spec.skills[" + i + "].params", skills.get(i).params());
        found.requireKnown();
        return found;
      }
    }
    throw new IllegalArgumentException("the instance does not attach the pack");
  }

  private void requireKnown() {
    for (String name : new TreeSet<>(values.keySet())) {
      if (!NAMES.contains(name)) {
        throw new InvalidEndpointException(
            fieldPath
                + "."
                + name
                + ": is not a parameter of the pack web-endpoint. Use "
                + String.join(", ", NAMES)
                + ", or the fields of spec.endpoint.");
      }
    }
  }

  @Nullable String name(String parameter) {
    String value = values.getOrDefault(parameter, "").strip();
    if (value.isEmpty()) {
      return null;
    }
    if (value.length() > MAX_NAME_LENGTH || !NAME.matcher(value).matches()) {
      throw new InvalidEndpointException(
          fieldPath
              + "."
              + parameter
              + ": \""
              + value
              + "\" is not a name. Use lower-case letters, digits, dashes and dots.");
    }
    return value;
  }

  int number(String parameter, int fallback, int min) {
    String value = values.getOrDefault(parameter, "").strip();
    if (value.isEmpty()) {
      return fallback;
    }
    if (value.matches("[0-9]{1,7}")) {
      int number = Integer.parseInt(value);
      if (number >= min && number <= MAX_RATE) {
        return number;
      }
    }
    throw new InvalidEndpointException(
        fieldPath
            + "."
            + parameter
            + ": \""
            + value
            + "\" is not a number between "
            + min
            + " and "
            + MAX_RATE
            + ". Use a number such as "
            + fallback
            + ".");
  }
}
