package ai.sympozium.operator.agentrun.plan;

import ai.sympozium.api.SidecarSpec;
import ai.sympozium.api.SkillPack;
import ai.sympozium.api.SkillPackSpec;
import ai.sympozium.operator.agentrun.plan.PlanResult.Reason;
import ai.sympozium.operator.agentrun.plan.PlanResult.Refused;
import ai.sympozium.operator.grant.ceiling.GrantPolicy;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Checks a pack on its own, before a run attaches it. */
public final class PackCheck {
  private PackCheck() {}

  /** Returns why no run can use the tools of a pack, if that is so. */
  public static Optional<String> toolProblem(SkillPackSpec pack) {
    SidecarSpec sidecar = pack.sidecar();
    if (sidecar == null) {
      return Optional.empty();
    }
    try {
      ToolCheck.checked(sidecar.tools(), SkillPlanner.SIDECAR_PATH);
      return Optional.empty();
    } catch (PlanRefusedException e) {
      return Optional.of(e.refused().message());
    }
  }

  /** Returns why every run under these limits that attaches the pack is refused, if it is. */
  public static Optional<Refused> check(SkillPack pack, GrantPolicy limits) {
    try {
      String name = pack.getMetadata().getName();
      if (!ObjectNames.isPackName(name)) {
        throw new PlanRefusedException(
            Reason.SKILL_PACK_INVALID,
            "metadata.name: \"%s\" is not a valid pack name. %s",
            name,
            ObjectNames.PACK_NAME_RULE);
      }
      SidecarSpec sidecar = pack.getSpec().sidecar();
      if (sidecar != null && !sidecar.needsServer()) {
        new SidecarPlanner(sidecar, SkillPlanner.SIDECAR_PATH, "spec").plan(Map.of());
        PermissionCheck.check(limits, sidecar, SkillPlanner.SIDECAR_PATH);
      }
      Map<String, String> texts = new LinkedHashMap<>();
      SkillPlanner.documents(pack, SkillPlanner.SKILLS_PATH, texts);
      SkillPlanner.checkTextSize(texts, SkillPlanner.SKILLS_PATH);
      return Optional.empty();
    } catch (PlanRefusedException e) {
      return Optional.of(e.refused());
    }
  }
}
