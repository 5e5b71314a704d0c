package ai.sympozium.operator.agentrun.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.AgentRun;
import ai.sympozium.operator.agentrun.status.EventReason;
import ai.sympozium.operator.kube.IgnoredEvents;
import ai.sympozium.operator.kube.LogKeys;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.lang.reflect.Proxy;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logging.MDC;
import org.junit.jupiter.api.Test;

class RetryReporterTest {
  private static AgentRun run(String uid, boolean deleted) {
    AgentRun run = new AgentRun();
    run.getMetadata().setName("r");
    run.getMetadata().setUid(uid);
    if (deleted) {
      run.getMetadata().setDeletionTimestamp("2026-03-01T10:00:00Z");
    }
    return run;
  }

  @Test
  void shouldNotRepeatStartOfRunThatWasDeletedMeanwhile() {
    assertThat(isDeletedMeanwhile(run("1", false), Optional.of(run("1", true)))).isTrue();
    assertThat(isDeletedMeanwhile(run("1", false), Optional.of(run("2", false)))).isTrue();
    assertThat(isDeletedMeanwhile(run("1", false), Optional.empty())).isTrue();
  }

  /** Otherwise nothing would revoke the permissions of a run that is deleted. */
  @Test
  void shouldRepeatEverythingElse() {
    assertThat(isDeletedMeanwhile(run("1", true), Optional.of(run("1", true)))).isFalse();
    assertThat(isDeletedMeanwhile(run("1", false), Optional.of(run("1", false)))).isFalse();
    assertThat(isDeletedMeanwhile(run("1", true), Optional.empty())).isFalse();
  }

  /** The reconciler has left its own scope when it reports an exception. */
  @Test
  void shouldLogWithFieldsOfRun() {
    AgentRun run = run("1", false);
    run.getMetadata().setNamespace("n");
    KubernetesClient client =
        (KubernetesClient)
            Proxy.newProxyInstance(
                KubernetesClient.class.getClassLoader(),
                new Class<?>[] {KubernetesClient.class},
                (proxy, method, arguments) -> null);
    RetryReporter reporter =
        new RetryReporter(new IgnoredEvents(client, InstantSource.system()), client);
    List<String> fields = new ArrayList<>();
    Logger logger = Logger.getLogger(RetryReporter.class.getName());
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord line) {
            fields.add(MDC.get(LogKeys.NAMESPACE) + "/" + MDC.get(LogKeys.RUN));
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };

    logger.addHandler(handler);
    try {
      reporter.reportFirst(run, EventReason.RETRYING, "a quota");
    } finally {
      logger.removeHandler(handler);
    }

    assertThat(fields).containsExactly("n/r");
  }

  private static boolean isDeletedMeanwhile(AgentRun run, Optional<AgentRun> live) {
    return RetryReporter.isDeletedMeanwhile(run, live);
  }
}
