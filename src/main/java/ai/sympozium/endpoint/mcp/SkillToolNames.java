package ai.sympozium.endpoint.mcp;

import ai.sympozium.base.Sha256;
import ai.sympozium.contract.RequestedCall;

/**
 * Names the tools of skills for clients. A name depends on skill and tool only. If it depended on
 * the other tools, a client that has approved a name could call another tool by it.
 */
final class SkillToolNames {
  /** Longest name that the protocol and all clients accept. */
  private static final int MAX_LENGTH = 64;

  private static final int DIGITS = 16;
  private static final String DIGEST_SEPARATOR = "-";

  private SkillToolNames() {}

  /**
   * Returns the name of a tool: skill and tool with an underscore between them. The name of a skill
   * has no underscore and that of a tool has no dash, so no other tool has this name. A name that
   * is too long or taken ends with a dash and a digest, and so differs from all names of this form.
   */
  static String of(String skill, String tool) {
    var name = skill + "_" + tool;
    if (name.length() <= MAX_LENGTH && !name.equals(AgentTool.NAME)) {
      return name;
    }
    var digest = Sha256.hex(RequestedCall.path(skill, tool)).substring(0, DIGITS);
    var kept = Math.min(name.length(), MAX_LENGTH - DIGITS - DIGEST_SEPARATOR.length());
    return name.substring(0, kept) + DIGEST_SEPARATOR + digest;
  }
}
