package ai.sympozium.operator.agentrun.plan;

import ai.sympozium.api.SkillPack;
import java.util.Optional;

/** Reads SkillPacks. */
public interface SkillPackReader {
  Optional<SkillPack> pack(String namespace, String name);

  /** Returns the namespace of the packs that runs of every namespace can attach. */
  String operatorNamespace();
}
