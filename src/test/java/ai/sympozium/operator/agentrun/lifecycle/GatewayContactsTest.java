package ai.sympozium.operator.agentrun.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.AgentRun;
import ai.sympozium.operator.agentrun.status.GatewayNotReached;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class GatewayContactsTest {
  private static final Instant START = Instant.parse("2026-11-01T10:00:00Z");
  private static final String URL = "https://gateway.example";

  private Instant now = START;
  private final GatewayContacts contacts = new GatewayContacts(() -> now, URL);

  @Test
  void shouldReportRunOnlyUntilItsFirstRequest() {
    assertThat(contacts.notReached(run("a"))).contains(new GatewayNotReached(START, URL));

    contacts.recordRequest(run("a"));

    assertThat(contacts.notReached(run("a"))).isEmpty();
    assertThat(contacts.notReached(run("b"))).isPresent();
  }

  @Test
  void shouldForgetRunWhenItIsCleared() {
    contacts.recordRequest(run("a"));

    contacts.clear(run("a"));

    assertThat(contacts.notReached(run("a"))).isPresent();
  }

  @Test
  void shouldNotJudgeEarlierPodsWhenItForgetsRequests() {
    contacts.notReached(run("first"));
    now = START.plusSeconds(60);
    for (int i = 0; i <= GatewayContacts.MAX_RUNS; i++) {
      contacts.recordRequest(run("r" + i));
    }

    assertThat(contacts.notReached(run("r0"))).contains(new GatewayNotReached(now, URL));
  }

  private static AgentRun run(String uid) {
    AgentRun run = new AgentRun();
    run.setMetadata(new ObjectMetaBuilder().withName(uid).withUid(uid).build());
    return run;
  }
}
