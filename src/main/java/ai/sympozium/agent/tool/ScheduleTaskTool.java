package ai.sympozium.agent.tool;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.contract.OperatorTool;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Manages schedules of the run's instance. The operator checks and stores them. */
public final class ScheduleTaskTool implements Tool {
  private final OperatorToolClient operator;

  public ScheduleTaskTool(OperatorToolClient operator) {
    this.operator = operator;
  }

  @Override
  public String name() {
    return OperatorTool.SCHEDULE_TASK.toolName();
  }

  @Override
  public String description() {
    return "Manages tasks that run again at times of a schedule, each as a new run of this agent"
        + " without the present conversation. Returns the schedule with its next three times, or"
        + " the position of an error in the schedule.";
  }

  @Override
  public ObjectNode parameters() {
    return new ToolSchema()
        .requiredString("name", "Short name of a-z, 0-9 and -, for example daily-report.")
        .choice(
            "action",
            "create requires schedule and task; update changes the given ones.",
            List.of("create", "update", "suspend", "resume", "delete", "list"))
        .require("action")
        .string(
            "schedule",
            "Five cron fields (minute, hour, day of the month, month, day of the week), for example"
                + " \"30 9 * * 1-5\", or @hourly, @daily, @weekly, @monthly or @yearly.")
        .string("task", "Complete task for each run. It must state all that the run has to know.")
        .string("timeZone", "Time zone of the schedule, for example Europe/Berlin. Default: UTC.")
        .build();
  }

  @Override
  public String subject(ObjectNode arguments) {
    return arguments.path("action").asText("") + " " + arguments.path("name").asText("");
  }

  @Override
  public ToolResult run(ObjectNode arguments) throws ToolException, InterruptedException {
    return ToolResult.of(
        JsonTrees.write(operator.call(OperatorTool.SCHEDULE_TASK, arguments)), false);
  }
}
