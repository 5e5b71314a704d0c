package ai.sympozium.cli.skill;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.cli.console.CommandException;
import ai.sympozium.cli.console.ExitCode;
import ai.sympozium.cli.transcript.TranscriptMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RepetitionTest {
  private static final TranscriptMessage BUSY =
      ExecutedResultTest.message(1, "Error from server (TooManyRequests): too many requests");
  private static final TranscriptMessage NO_METRICS =
      ExecutedResultTest.message(1, "error: Metrics API not available");
  private static final TranscriptMessage FINE = ExecutedResultTest.message(0, "fine");
  private static final List<String> COMMANDS =
      List.of("kubectl get pods", "kubectl delete pod web", "kubectl top pods", "ls");

  private final List<String> executed = new ArrayList<>();

  private Repetition repetition(boolean metrics, Function<List<String>, TestRun.Report> secondRun) {
    return new Repetition(
        commands -> {
          executed.addAll(commands);
          return secondRun.apply(commands);
        },
        () -> metrics,
        step -> {});
  }

  @Test
  void shouldReplaceResultOfCommandThatServerCouldNotAnswer() {
    Repetition repetition =
        repetition(true, commands -> new TestRun.Report(Map.of(1, FINE), Optional.empty()));

    Map<Integer, TranscriptMessage> results =
        repetition.of(COMMANDS, Map.of(0, BUSY, 2, NO_METRICS, 3, FINE));

    assertThat(executed).containsExactly("kubectl get pods", "kubectl top pods");
    assertThat(results).isEqualTo(Map.of(0, BUSY, 2, FINE, 3, FINE));
    assertThat(repetition.notes()).isEmpty();
  }

  @Test
  void shouldRepeatOtherCommandsWhenMetricsAreMissing() {
    Repetition repetition =
        repetition(false, commands -> new TestRun.Report(Map.of(0, FINE), Optional.empty()));

    assertThat(repetition.of(COMMANDS, Map.of(0, BUSY, 2, NO_METRICS)))
        .isEqualTo(Map.of(0, FINE, 2, NO_METRICS));
    assertThat(executed).containsExactly("kubectl get pods");
  }

  @Test
  void shouldNotRepeatCommandThatMayHaveChangedSomething() {
    Repetition repetition =
        repetition(true, commands -> new TestRun.Report(Map.of(), Optional.empty()));

    assertThat(repetition.of(COMMANDS, Map.of(1, BUSY))).isEqualTo(Map.of(1, BUSY));
    assertThat(executed).isEmpty();
    assertThat(repetition.notes())
        .singleElement()
        .asString()
        .contains("was not repeated", "kubectl delete pod web");
  }

  @Test
  void shouldReportErrorOfSecondRunAndKeepResultsOfTheFirst() {
    Repetition failed =
        repetition(true, commands -> new TestRun.Report(Map.of(), Optional.of("evicted")));
    Repetition rejected =
        repetition(
            true,
            commands -> {
              throw new CommandException(ExitCode.REFUSED, "AgentRun exists");
            });

    assertThat(failed.of(COMMANDS, Map.of(0, BUSY))).isEqualTo(Map.of(0, BUSY));
    assertThat(rejected.of(COMMANDS, Map.of(0, BUSY))).isEqualTo(Map.of(0, BUSY));
    assertThat(failed.notes()).singleElement().asString().endsWith("failed: evicted");
    assertThat(rejected.notes()).singleElement().asString().endsWith("failed: AgentRun exists");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '%',
      textBlock =
          """
          kubectl get pods -n demo -o json | jq '.items[] | .metadata' | head -n 3 % true
          kubectl -n demo get pods && kubectl --context=c logs -f web % true
          kubectl rollout history deployment web % true
          for p in $(kubectl get pods -o name); do kubectl describe $p; done % true
          kubectl get pod web -o jsonpath='{.status}' > pod.json % true
          kubectl rollout undo deployment web % false
          kubectl get pods && kubectl delete pod web % false
          kubectl get pods -o name | xargs kubectl delete % false
          for p in $(kubectl get pods -o name); do kubectl delete $p; done % false
          echo "$(kubectl delete pod web)" % false
          k=kubectl; $k delete pod web % false
          kubectl $verb pods % false
          kubectl auth reconcile -f roles.yaml % false
          helm upgrade web chart % false
          bash -c 'kubectl get pods' % false
          curl -X POST http://web % false
          curl -sd a=b http://web % false
          curl -sSXDELETE http://web % false
          curl --data-urlencode a=b http://web % false
          curl --json '{}' http://web % false
          curl -sS -T file http://web % false
          curl -sS -m 10 http://web/-/ready % true
          curl -sS -m 20 --get http://web/query --data-urlencode 'query=up' | jq -r '.data' % true
          """)
  void shouldRepeatOnlyCommandsThatCertainlyRead(String command, boolean harmless) {
    assertThat(ProgramFinder.onlyRead(command)).isEqualTo(harmless);
  }
}
