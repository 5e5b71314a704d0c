package ai.sympozium.operator.channel;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.SympoziumInstanceStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConnectorStateTest {
  @Test
  void shouldKeepRunningConnectorWhenItsReplacementIsRejected() {
    var instance = ChannelFixture.withWebhook();
    instance.setStatus(
        new SympoziumInstanceStatus(null, null, null, null, List.of(), "pod-uid", null, List.of()));

    var state = ConnectorState.rejected(instance, "chart value trustedCA.configMap: broken");

    assertThat(state.podUID()).isEqualTo("pod-uid");
    assertThat(state.problem()).isPresent();
  }

  @Test
  void shouldHaveNoConnectorWhenTheFirstOneIsRejected() {
    assertThat(ConnectorState.rejected(ChannelFixture.withWebhook(), "403").podUID()).isNull();
  }
}
