package ai.sympozium.operator.agentrun.plan;

import ai.sympozium.base.SympoziumException;
import ai.sympozium.operator.agentrun.plan.PlanResult.Reason;
import ai.sympozium.operator.agentrun.plan.PlanResult.Refused;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Aborts planning from any depth. Callers outside of this package get a {@link Refused}. */
final class PlanRefusedException extends SympoziumException {
  private static final long serialVersionUID = 1L;
  private final transient Refused refused;

  PlanRefusedException(Reason reason, String format, @Nullable Object... args) {
    this(new Refused(reason, String.format(Locale.ROOT, format, args)));
  }

  private PlanRefusedException(Refused refused) {
    super(refused.message());
    this.refused = refused;
  }

  Refused refused() {
    return refused;
  }
}
