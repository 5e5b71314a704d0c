package ai.sympozium.operator.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.contract.EndpointProcess;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcessStartTest {
  /** The process has started at 10:00:00.9, and the kubelet states whole seconds. */
  private static final EndpointProcess PROCESS =
      new EndpointProcess("uid", Instant.parse("2026-01-01T10:00:00.900Z"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                                                       | true
          {phase: Pending}                                                         | true
          {phase: Running, containerStatuses: [STARTED 10:00:00Z]}                 | true
          {phase: Running, containerStatuses: [STARTED 09:00:00Z]}                 | true
          {phase: Running, containerStatuses: [STARTED 10:00:03Z]}                 | false
          {phase: Running, containerStatuses: [AGAIN 09:59:59Z]}                   | true
          {phase: Running, containerStatuses: [WAITING 10:05:00Z]}                 | false
          {phase: Running, containerStatuses: [WAITING 09:59:59Z]}                 | true
          {phase: Running, containerStatuses: [OTHER]}                             | true
          {phase: Failed}                                                          | false
          {phase: Succeeded}                                                       | false
          """)
  void shouldExistUnlessTheContainerHasStartedAgain(String status, boolean exists) {
    assertThat(ProcessStart.isPossible(PROCESS, pod(status))).isEqualTo(exists);
  }

  private static Pod pod(String status) {
    String time = "\"2026-01-01T$1\"";
    return Serialization.unmarshal(
        "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nstatus: "
            + status
                .replaceAll(
                    "STARTED (\\S+?)(?=])",
                    "{name: web-endpoint, state: {running: {startedAt: " + time + "}}}")
                .replaceAll(
                    "AGAIN (\\S+?)(?=])",
                    "{name: web-endpoint, state: {running: {startedAt: \"2026-01-01T10:00:00Z\"}},"
                        + " lastState: {terminated: {finishedAt: "
                        + time
                        + "}}}")
                .replaceAll(
                    "WAITING (\\S+?)(?=])",
                    "{name: web-endpoint, state: {waiting: {reason: CrashLoopBackOff}},"
                        + " lastState: {terminated: {finishedAt: "
                        + time
                        + "}}}")
                .replace(
                    "OTHER", "{name: x, state: {running: {startedAt: \"2026-01-01T11:00:00Z\"}}}"),
        Pod.class);
  }
}
