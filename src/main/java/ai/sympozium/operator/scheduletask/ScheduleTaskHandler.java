package ai.sympozium.operator.scheduletask;

import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.api.SympoziumSchedule;
import ai.sympozium.api.SympoziumScheduleSpec;
import ai.sympozium.contract.OperatorTool;
import ai.sympozium.operator.config.OperatorConfig;
import ai.sympozium.operator.toolrequest.ToolAnswer;
import ai.sympozium.operator.toolrequest.ToolRequest;
import ai.sympozium.operator.toolrequest.ToolRequestException;
import ai.sympozium.operator.toolrequest.ToolRequestHandler;
import ai.sympozium.schedule.CronSchedule;
import ai.sympozium.schedule.InvalidScheduleException;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;

/**
 * Runs the tool {@code schedule_task} for agents: manages the schedules that agents of the run's
 * own instance have created.
 */
@ApplicationScoped
class ScheduleTaskHandler implements ToolRequestHandler {
  private final KubernetesClient client;
  private final OperatorConfig config;
  private final InstantSource clock;

  ScheduleTaskHandler(KubernetesClient client, OperatorConfig config, InstantSource clock) {
    this.client = client;
    this.config = config;
    this.clock = clock;
  }

  @Override
  public OperatorTool tool() {
    return OperatorTool.SCHEDULE_TASK;
  }

  @Override
  public ToolAnswer handle(ToolRequest request) {
    String instance = request.plan().instance();
    ScheduleRequest arguments = ScheduleRequest.read(request.arguments(), instance);
    AgentSchedules schedules = new AgentSchedules(client, instance(request, instance));
    String name = arguments.objectName(instance);
    ObjectNode answer =
        switch (arguments.action()) {
          case LIST ->
              ScheduleAnswer.of(
                  schedules.list(config.scheduleTaskMaxPerInstance()),
                  clock.instant(),
                  config.scheduleTaskMaxPerInstance());
          case CREATE -> describe(create(schedules, name, arguments, instance, request.key()));
          case UPDATE -> describe(update(schedules, name, arguments));
          case SUSPEND -> describe(suspend(schedules, name, true));
          case RESUME -> describe(suspend(schedules, name, false));
          case DELETE -> delete(schedules, name);
        };
    return new ToolAnswer.Done(answer);
  }

  /** Reads the instance with the UID that owns the schedules. */
  private SympoziumInstance instance(ToolRequest request, String name) {
    return Optional.ofNullable(
            client
                .resources(SympoziumInstance.class)
                .inNamespace(request.run().getMetadata().getNamespace())
                .withName(name)
                .get())
        .filter(instance -> !instance.isMarkedForDeletion())
        .orElseThrow(() ->
            new ToolRequestException(
                "InstanceNotFound",
                "the instance " + name + " of this run no longer exists",
                "Continue without schedules."));
  }

  /**
   * Creates a schedule and deletes it again if the instance then has too many: other requests, also
   * to other replicas, can create one between count and creation.
   *
   * <p>Crash-safe: a repeated request finds the schedule and checks the number again.
   */
  private SympoziumSchedule create(
      AgentSchedules schedules,
      String name,
      ScheduleRequest arguments,
      String instance,
      String request) {
    SympoziumScheduleSpec spec =
        checked(
            SympoziumScheduleSpec.of(
                instance,
                Objects.requireNonNull(arguments.schedule()),
                arguments.timeZone(),
                Objects.requireNonNull(arguments.task())));
    SympoziumSchedule created =
        schedules.find(name).orElseGet(() -> createNew(schedules, name, spec, request));
    if (!schedules.isCreatedBy(created, request)) {
      throw nameInUse(name);
    }
    int max = config.scheduleTaskMaxPerInstance();
    if (schedules.count(max + 1) > max) {
      schedules.delete(created);
      throw tooMany();
    }
    return created;
  }

  private SympoziumSchedule createNew(
      AgentSchedules schedules, String name, SympoziumScheduleSpec spec, String request) {
    int max = config.scheduleTaskMaxPerInstance();
    if (schedules.count(max) >= max) {
      throw tooMany();
    }
    return schedules.create(name, spec, request).orElseThrow(() -> nameInUse(name));
  }

  private SympoziumSchedule update(
      AgentSchedules schedules, String name, ScheduleRequest arguments) {
    SympoziumSchedule found = schedules.require(name);
    SympoziumScheduleSpec before = found.getSpec();
    SympoziumScheduleSpec spec =
        before.with(
            Objects.requireNonNullElse(arguments.schedule(), before.schedule()),
            arguments.timeZone() == null ? before.timeZone() : arguments.timeZone(),
            Objects.requireNonNullElse(arguments.task(), before.task()),
            before.suspend());
    return schedules.update(found, checked(spec));
  }

  private SympoziumSchedule suspend(AgentSchedules schedules, String name, boolean suspend) {
    SympoziumSchedule found = schedules.require(name);
    SympoziumScheduleSpec before = found.getSpec();
    SympoziumScheduleSpec spec =
        before.with(before.schedule(), before.timeZone(), before.task(), suspend ? true : null);
    return schedules.update(found, suspend ? spec : checked(spec));
  }

  /** Deletes a schedule. A repeated request finds none, which is the same outcome. */
  private static ObjectNode delete(AgentSchedules schedules, String name) {
    boolean exists = schedules.find(name).isPresent();
    if (exists) {
      schedules.delete(schedules.require(name));
    }
    return JsonNodeFactory.instance
        .objectNode()
        .put("object", name)
        .put("state", exists ? "deleted" : "does not exist");
  }

  /** Checks times and frequency, which the API server does not check. */
  private SympoziumScheduleSpec checked(SympoziumScheduleSpec spec) {
    CronSchedule schedule;
    try {
      schedule = CronSchedule.parse(spec.schedule(), spec.timeZone());
    } catch (InvalidScheduleException e) {
      throw new ToolRequestException(
          "InvalidSchedule", e.field() + ": " + e.getMessage(), "Correct it and call again.");
    }
    if (schedule.isMoreFrequentThan(config.scheduleTaskMinInterval())) {
      throw new ToolRequestException(
          "TooFrequent",
          "schedule: its times follow each other within less than "
              + config.scheduleTaskMinInterval().toMinutes()
              + " minutes, the limit for schedules of agents",
          "Use a schedule with longer intervals.");
    }
    return spec;
  }

  private ObjectNode describe(SympoziumSchedule schedule) {
    return ScheduleAnswer.of(schedule, clock.instant());
  }

  private ToolRequestException tooMany() {
    return new ToolRequestException(
        "TooManySchedules",
        "the agents of this instance already have "
            + config.scheduleTaskMaxPerInstance()
            + " schedules, the maximum",
        "Delete or update another schedule. The action list shows them.");
  }

  private static ToolRequestException nameInUse(String name) {
    return new ToolRequestException(
        "NameInUse",
        "a schedule " + name + " exists already",
        "Use another name, or the action update if an agent created it.");
  }
}
