package ai.sympozium.operator.skillpack;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.operator.agentrun.plan.PlanResult.Reason;
import ai.sympozium.operator.agentrun.plan.PlanResult.Refused;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Tests condition {@code Ready} of a pack. */
class PackVerdictTest {
  private static final Refused REFUSED =
      new Refused(Reason.PERMISSIONS_BEYOND_CEILING, "spec.sidecar.rbac[0]: too much.");

  @Test
  void shouldBeReadyWhenThePackIsNotRefused() {
    assertThat(PackVerdict.of(Optional.empty(), List.of()))
        .isEqualTo(new PackVerdict(true, "Valid", "Runs can attach this pack."));
  }

  @Test
  void shouldReportTheRefusalWhenNoNamespaceAllowsThePack() {
    assertThat(PackVerdict.of(Optional.of(REFUSED), List.of()))
        .isEqualTo(
            new PackVerdict(false, "PermissionsBeyondCeiling", "spec.sidecar.rbac[0]: too much."));
  }

  @Test
  void shouldNameTheNamespacesThatAllowThePack() {
    assertThat(PackVerdict.of(Optional.of(REFUSED), List.of("team-a", "team-b")))
        .isEqualTo(
            new PackVerdict(
                true,
                "ValidInNamespaces",
                "Only runs in team-a, team-b can attach this pack. Elsewhere:"
                    + " spec.sidecar.rbac[0]: too much."));
  }
}
