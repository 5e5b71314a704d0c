package ai.sympozium.operator.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.EndpointStatus;
import ai.sympozium.operator.kube.Conditions;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class EndpointStateTest {
  private static final Conditions NONE = new Conditions(List.of());
  private static final EndpointStatus SERVING = new EndpointStatus("http://x", true);

  private static List<Condition> conditions(EndpointState state, Conditions before) {
    return state.addTo(before, 1, Instant.EPOCH).list();
  }

  @Test
  void shouldBeReadyWhenPodIs() {
    EndpointState state = EndpointState.of("http://x", true);

    assertThat(state.status()).isEqualTo(SERVING);
    assertThat(conditions(state, NONE))
        .singleElement()
        .satisfies(condition -> {
          assertThat(condition.getType()).isEqualTo("EndpointReady");
          assertThat(condition.getStatus()).isEqualTo("True");
        });
  }

  @Test
  void shouldNameEndpointBeforeItsFirstObjectExists() {
    EndpointState state = EndpointState.announced("http://x");

    assertThat(state.status()).isEqualTo(new EndpointStatus("http://x", false));
    assertThat(conditions(state, NONE))
        .singleElement()
        .satisfies(condition -> assertThat(condition.getReason()).isEqualTo("EndpointStarting"));
  }

  @Test
  void shouldKeepNamingEndpointUntilItIsDeletedWhenSettingsAreInvalid() {
    EndpointState state =
        EndpointState.problem(SERVING, EndpointReason.SETTINGS_INVALID, "spec: x");

    assertThat(state.status()).isEqualTo(SERVING);
    assertThat(conditions(state, NONE))
        .singleElement()
        .satisfies(condition -> {
          assertThat(condition.getStatus()).isEqualTo("False");
          assertThat(condition.getMessage()).isEqualTo("spec: x");
        });
    assertThat(EndpointState.problem(null, EndpointReason.SETTINGS_INVALID, "spec: x").status())
        .isNull();
  }

  @Test
  void shouldRemoveConditionWhenNoObjectIsLeft() {
    Conditions before = EndpointState.of("http://x", true).addTo(NONE, 1, Instant.EPOCH);

    assertThat(conditions(EndpointState.removing(SERVING), before)).hasSize(1);
    assertThat(EndpointState.NONE.status()).isNull();
    assertThat(conditions(EndpointState.NONE, before)).isEmpty();
  }
}
