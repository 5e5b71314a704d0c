package ai.sympozium.operator.scheduletask;

import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.api.SympoziumSchedule;
import ai.sympozium.api.SympoziumScheduleSpec;
import ai.sympozium.operator.kube.ApiErrors;
import ai.sympozium.operator.kube.ListPages;
import ai.sympozium.operator.kube.OwnerReferences;
import ai.sympozium.operator.toolrequest.ToolRequestException;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The schedules that agents of one instance have created. No agent reads or changes others: neither
 * those of other instances nor those that a user created.
 */
record AgentSchedules(KubernetesClient client, SympoziumInstance instance) {
  private static final int INVALID = 422;
  private static final int FORBIDDEN = 403;

  /** Reads the schedules of the instance live, in the order of their names, up to a number. */
  List<SympoziumSchedule> list(int max) {
    List<SympoziumSchedule> found = new ArrayList<>();
    forEachWhile(schedule -> found.add(schedule) && found.size() < max);
    found.sort(Comparator.comparing(schedule -> schedule.getMetadata().getName()));
    return found;
  }

  /** Counts the schedules of the instance live, up to a number. Keeps none in memory. */
  int count(int max) {
    AtomicInteger found = new AtomicInteger();
    forEachWhile(schedule -> found.incrementAndGet() < max);
    return found.get();
  }

  private void forEachWhile(Predicate<SympoziumSchedule> action) {
    String selector =
        labels().entrySet().stream()
            .map(label -> label.getKey() + "=" + label.getValue())
            .sorted()
            .collect(Collectors.joining(","));
    ListPages.<SympoziumSchedule>forEachWhile(
        client.resources(SympoziumSchedule.class).inNamespace(namespace()),
        selector,
        schedule -> !isOwn(schedule) || action.test(schedule));
  }

  /** Reads an object of any origin live. */
  Optional<SympoziumSchedule> find(String name) {
    return Optional.ofNullable(resource(name).get());
  }

  /** Reads a schedule that an agent of the instance created. */
  SympoziumSchedule require(String name) {
    return find(name)
        .filter(this::isOwn)
        .orElseThrow(() ->
            new ToolRequestException(
                "NotFound",
                "no agent of this instance has created the schedule " + name,
                "Use the action list to see the schedules."));
  }

  /**
   * Creates a schedule. Empty if the name is in use.
   *
   * @param request key of the request
   */
  Optional<SympoziumSchedule> create(String name, SympoziumScheduleSpec spec, String request) {
    SympoziumSchedule schedule = new SympoziumSchedule();
    schedule.setMetadata(
        new ObjectMetaBuilder()
            .withName(name)
            .withNamespace(namespace())
            .withLabels(labels())
            .addToAnnotations(SympoziumLabels.ANNOTATION_TOOL_REQUEST, request)
            .withOwnerReferences(owner())
            .build());
    schedule.setSpec(spec);
    try {
      return Optional.of(client.resource(schedule).create());
    } catch (KubernetesClientException e) {
      if (ApiErrors.isConflict(e)) {
        return Optional.empty();
      }
      throw rejected(e);
    }
  }

  /** Changes a schedule unless another client has changed it meanwhile. */
  SympoziumSchedule update(SympoziumSchedule schedule, SympoziumScheduleSpec spec) {
    if (spec.equals(schedule.getSpec())) {
      return schedule;
    }
    schedule.setSpec(spec);
    try {
      return client
          .resource(schedule)
          .lockResourceVersion(schedule.getMetadata().getResourceVersion())
          .update();
    } catch (KubernetesClientException e) {
      throw rejected(e);
    }
  }

  /** Deletes exactly this object, not a later one of its name. */
  void delete(SympoziumSchedule schedule) {
    client
        .resource(schedule)
        .lockResourceVersion(schedule.getMetadata().getResourceVersion())
        .delete();
  }

  /** Returns whether a request has created a schedule. */
  boolean isCreatedBy(SympoziumSchedule schedule, String request) {
    Map<String, String> annotations = schedule.getMetadata().getAnnotations();
    return isOwn(schedule)
        && annotations != null
        && request.equals(annotations.get(SympoziumLabels.ANNOTATION_TOOL_REQUEST));
  }

  /** Returns whether an agent of the instance has created a schedule. */
  private boolean isOwn(SympoziumSchedule schedule) {
    Map<String, String> labels = schedule.getMetadata().getLabels();
    return labels != null
        && labels.entrySet().containsAll(labels().entrySet())
        && instance.getMetadata().getName().equals(schedule.getSpec().instanceRef())
        && OwnerReferences.isOwnedBy(schedule.getMetadata(), instance.getMetadata().getUid());
  }

  private Map<String, String> labels() {
    return Map.of(
        SympoziumLabels.LABEL_SOURCE,
        SympoziumLabels.SOURCE_AGENT,
        SympoziumLabels.LABEL_INSTANCE,
        instance.getMetadata().getName());
  }

  private OwnerReference owner() {
    return OwnerReferences.ofController(instance);
  }

  private String namespace() {
    return instance.getMetadata().getNamespace();
  }

  private Resource<SympoziumSchedule> resource(String name) {
    return client.resources(SympoziumSchedule.class).inNamespace(namespace()).withName(name);
  }

  /** Returns the failure of a write: for the model if the API server rejects the object. */
  private static RuntimeException rejected(KubernetesClientException e) {
    @Nullable String message = e.getStatus() == null ? null : e.getStatus().getMessage();
    return e.getCode() == INVALID || e.getCode() == FORBIDDEN
        ? new ToolRequestException(
            "Rejected",
            "the API server rejected the schedule: " + message,
            "Correct the arguments, or state in your answer that the schedule is not allowed.")
        : e;
  }
}
