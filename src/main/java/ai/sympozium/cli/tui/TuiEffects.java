package ai.sympozium.cli.tui;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.cli.cluster.Cluster;
import ai.sympozium.cli.cluster.ConnectionOptions;
import ai.sympozium.cli.explain.CheckResult;
import ai.sympozium.cli.explain.SelfAccessReviewer;
import ai.sympozium.cli.run.LiveRuns;
import ai.sympozium.cli.skill.SkillToggle;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Performs effects in the background, with the permissions of the user. */
final class TuiEffects implements AutoCloseable {
  private final InstantSource clock;
  private final Consumer<Input> results;
  private volatile Cluster cluster;
  private @Nullable Thread follower;

  TuiEffects(Cluster cluster, InstantSource clock, Consumer<Input> results) {
    this.cluster = cluster;
    this.clock = clock;
    this.results = results;
  }

  /** Uses another cluster or namespace for the following effects. */
  void use(Cluster other) {
    stopFollowing();
    cluster = other;
  }

  void perform(Effect effect) {
    Cluster current = cluster;
    switch (effect) {
      case Effect.Quit quit -> {}
      case Effect.UseNamespace use -> {}
      case Effect.Unfollow unfollow -> stopFollowing();
      case Effect.Follow follow -> {
        stopFollowing();
        follower = Thread.ofVirtual().start(() -> follow(current, follow.run()));
      }
      case Effect.CheckChange check -> start(() -> checkChange(current, check.instance()));
      case Effect.SaveSkills save -> start(() -> save(current, save));
      case Effect.StartRun run ->
          start(() ->
              results.accept(
                  new Input.Started(LiveRuns.create(current, run.instance(), run.task()))));
      case Effect.DeleteRun delete -> start(() -> delete(current, delete.run()));
      case Effect.Describe describe -> start(() -> describe(current, describe));
      case Effect.ListNamespaces list -> start(() -> namespaces(current));
    }
  }

  private void start(Runnable work) {
    Thread.ofVirtual()
        .start(() -> {
          try {
            work.run();
          } catch (RuntimeException e) {
            results.accept(new Input.Reported(ErrorText.of(e), true));
          }
        });
  }

  private void checkChange(Cluster current, String instance) {
    CheckResult check =
        new SelfAccessReviewer(current)
            .check("patch", "sympoziuminstances", instance, current.namespace());
    if (check.verdict() == CheckResult.Verdict.NO) {
      results.accept(
          new Input.ChangeDenied(instance, "Forbidden: you may not " + check.question() + "."));
    }
  }

  private void save(Cluster current, Effect.SaveSkills save) {
    SkillToggle.Result result =
        new SkillToggle(save.enable(), save.disable()).apply(current, save.instance());
    String text =
        "Saved. The next run of "
            + save.instance()
            + list(" gains ", result.enabled())
            + list(" loses ", result.disabled())
            + (result.activeRuns() > 0 ? ". Active runs keep their skills" : "")
            + list(". Attached again by ", result.owners())
            + ".";
    results.accept(new Input.Saved(save.instance(), text));
  }

  private static String list(String verb, List<String> names) {
    return names.isEmpty() ? "" : verb + String.join(", ", names);
  }

  private void delete(Cluster current, String run) {
    current
        .client()
        .resources(AgentRun.class)
        .inNamespace(current.namespace())
        .withName(run)
        .delete();
    results.accept(new Input.Reported("Run " + run + " is being deleted.", false));
  }

  private void describe(Cluster current, Effect.Describe describe) {
    GenericKubernetesResource object =
        current
            .client()
            .genericKubernetesResources(
                SympoziumLabels.GROUP + "/" + SympoziumLabels.VERSION, describe.tab().kind())
            .inNamespace(describe.namespace())
            .withName(describe.name())
            .get();
    if (object == null) {
      results.accept(new Input.Reported(describe.name() + " does not exist any more.", true));
      return;
    }
    object.getMetadata().setManagedFields(List.of());
    results.accept(
        new Input.Described(
            describe.tab().kind() + " " + describe.name(),
            ConnectionOptions.serialization().asYaml(object).lines().toList()));
  }

  private void namespaces(Cluster current) {
    try {
      results.accept(
          new Input.Namespaces(
              current.client().namespaces().list().getItems().stream()
                  .map(namespace -> namespace.getMetadata().getName())
                  .sorted()
                  .toList(),
              ""));
    } catch (KubernetesClientException e) {
      String problem =
          e.getCode() == HttpURLConnection.HTTP_FORBIDDEN
              ? "Forbidden: you may not list namespaces. Write the name."
              : ErrorText.of(e);
      results.accept(new Input.Namespaces(List.of(), problem));
    }
  }

  private void follow(Cluster current, String run) {
    try {
      LiveRuns.follow(
          current, run, clock, line -> results.accept(new Input.TranscriptLine(run, line)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      results.accept(new Input.TranscriptLine(run, ErrorText.of(e)));
    }
  }

  private void stopFollowing() {
    if (follower != null) {
      follower.interrupt();
      follower = null;
    }
  }

  @Override
  public void close() {
    stopFollowing();
  }
}
