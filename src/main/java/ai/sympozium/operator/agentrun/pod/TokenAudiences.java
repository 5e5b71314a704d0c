package ai.sympozium.operator.agentrun.pod;

/** Audiences of a pod's tokens. The gateway derives the caller's container from the audience. */
public final class TokenAudiences {
  public static final String BRIDGE = "sympozium.ai/bridge";
  private static final String SKILL_PREFIX = "sympozium.ai/skill/";

  private TokenAudiences() {}

  public static String ofSkill(String skill) {
    return SKILL_PREFIX + skill;
  }
}
