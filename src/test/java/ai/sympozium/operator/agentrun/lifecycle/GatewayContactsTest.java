package ai.sympozium.operator.agentrun.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.AgentRun;
import ai.sympozium.operator.agentrun.status.GatewaySilence;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class GatewayContactsTest {
  private static final Instant START = Instant.parse("2026-11-01T10:00:00Z");
  private static final String URL = "https://gateway.example";

  private Instant now = START;
  private final GatewayContacts contacts = new GatewayContacts(() -> now, URL);

  @Test
  void shouldReportSilenceOnlyUntilTheFirstRequest() {
    assertThat(contacts.silence(run("a"))).contains(new GatewaySilence(START, URL));

    contacts.heard(run("a"));

    assertThat(contacts.silence(run("a"))).isEmpty();
    assertThat(contacts.silence(run("b"))).isPresent();
  }

  @Test
  void shouldForgetRunWhenItIsCleared() {
    contacts.heard(run("a"));

    contacts.clear(run("a"));

    assertThat(contacts.silence(run("a"))).isPresent();
  }

  @Test
  void shouldNotJudgeEarlierPodsWhenItForgetsRequests() {
    contacts.silence(run("first"));
    now = START.plusSeconds(60);
    for (int i = 0; i <= GatewayContacts.MAX_RUNS; i++) {
      contacts.heard(run("r" + i));
    }

    assertThat(contacts.silence(run("r0"))).contains(new GatewaySilence(now, URL));
  }

  private static AgentRun run(String uid) {
    AgentRun run = new AgentRun();
    run.setMetadata(new ObjectMetaBuilder().withName(uid).withUid(uid).build());
    return run;
  }
}
