package ai.sympozium.integration.crash;

import ai.sympozium.integration.proxy.FaultAction;
import ai.sympozium.integration.proxy.FaultRule;
import ai.sympozium.integration.proxy.ProxiedRequest;
import java.util.List;
import java.util.Optional;

/** Passes each request to the trap of its run. */
public record WriteTraps(List<WriteTrap> traps) implements FaultRule {
  @Override
  public FaultAction fate(ProxiedRequest request) {
    return trap(request).map(trap -> trap.fate(request)).orElse(FaultAction.PASSES);
  }

  @Override
  public void answered(ProxiedRequest request) {
    trap(request).ifPresent(trap -> trap.answered(request));
  }

  private Optional<WriteTrap> trap(ProxiedRequest request) {
    return traps.stream().filter(trap -> trap.concerns(request)).findFirst();
  }
}
