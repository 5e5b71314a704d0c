package ai.sympozium.operator.scheduletask;

import ai.sympozium.contract.ToolErrorCode;
import ai.sympozium.operator.toolrequest.ToolRequestException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Arguments of a call, checked.
 *
 * @param name of the schedule, without the name of the instance
 */
record ScheduleRequest(
    String name,
    Action action,
    @Nullable String schedule,
    @Nullable String task,
    @Nullable String timeZone) {
  private static final int MAX_NAME = 63;
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");

  /** Action on a schedule. */
  enum Action {
    CREATE,
    UPDATE,
    SUSPEND,
    RESUME,
    DELETE,
    LIST;

    private String value() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Reads the arguments of a call. */
  static ScheduleRequest read(ObjectNode arguments, String instance) {
    Action action = action(text(arguments, "action"));
    String name = text(arguments, "name");
    ScheduleRequest request =
        new ScheduleRequest(
            name == null ? "" : name,
            action,
            text(arguments, "schedule"),
            text(arguments, "task"),
            text(arguments, "timeZone"));
    if (action != Action.LIST) {
      checkName(request.name(), instance);
    }
    if (action == Action.CREATE && (request.schedule() == null || request.task() == null)) {
      throw invalid("create requires \"schedule\" and \"task\"");
    }
    if (action == Action.UPDATE
        && request.schedule() == null
        && request.task() == null
        && request.timeZone() == null) {
      throw invalid("update requires \"schedule\", \"task\" or \"timeZone\"");
    }
    return request;
  }

  /** Returns the name of the object. */
  String objectName(String instance) {
    return instance + "-" + name;
  }

  private static void checkName(String name, String instance) {
    int max = MAX_NAME - 1 - instance.length();
    if (max < 1) {
      throw invalid("the name of the instance is too long for schedules");
    }
    if (name.length() > max || !NAME.matcher(name).matches()) {
      throw invalid(
          "\"name\" must have 1 to "
              + max
              + " characters of a-z, 0-9 and -, for example daily-report");
    }
  }

  private static Action action(@Nullable String text) {
    return Arrays.stream(Action.values())
        .filter(action -> action.value().equals(text))
        .findFirst()
        .orElseThrow(() ->
            invalid(
                "\"action\" must be one of "
                    + Arrays.stream(Action.values())
                        .map(Action::value)
                        .collect(Collectors.joining(", "))));
  }

  /** Returns a text, or null if it is absent or blank. */
  private static @Nullable String text(ObjectNode arguments, String name) {
    JsonNode value = arguments.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    if (!value.isTextual()) {
      throw invalid("\"" + name + "\" must be a string");
    }
    return value.asText().isBlank() ? null : value.asText();
  }

  private static ToolRequestException invalid(String message) {
    return new ToolRequestException(
        ToolErrorCode.INVALID_ARGUMENTS, message, "Call the tool again with corrected arguments.");
  }
}
