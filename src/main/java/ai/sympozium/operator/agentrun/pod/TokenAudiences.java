package ai.sympozium.operator.agentrun.pod;

import ai.sympozium.contract.PodContract;

/** Audiences of a pod's tokens. The gateway derives the caller's container from the audience. */
public final class TokenAudiences {
  public static final String BRIDGE = PodContract.BRIDGE_AUDIENCE;

  private TokenAudiences() {}

  public static String ofSkill(String skill) {
    return PodContract.skillAudience(skill);
  }

  public static boolean isSkill(String audience) {
    return audience.startsWith(PodContract.skillAudience(""));
  }
}
