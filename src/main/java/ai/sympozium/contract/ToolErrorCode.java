package ai.sympozium.contract;

import java.util.Arrays;

/** Codes of failed tool calls that more than one class spells, or reads. */
public enum ToolErrorCode {
  /** The arguments do not match the schema of the tool. */
  INVALID_ARGUMENTS("InvalidArguments", true),
  /** The agent has no tool of this name. */
  UNKNOWN_TOOL("UnknownTool", true),
  /** No program of the skill's container has taken the request. */
  SKILL_NOT_READY("SkillNotReady", true),
  /** The container of the skill cannot execute commands. */
  SKILL_UNAVAILABLE("SkillUnavailable", true),
  /** The request was written, and its result is not known. */
  NO_ANSWER("NoAnswer", false),
  /** A file shared with another container cannot be used. */
  VOLUME_ERROR("VolumeError", false),
  /** The tool itself has failed. */
  INTERNAL_ERROR("InternalError", false);

  private final String value;
  private final boolean beforeExecution;

  ToolErrorCode(String value, boolean beforeExecution) {
    this.value = value;
    this.beforeExecution = beforeExecution;
  }

  /** Returns the code in JSON. */
  public String value() {
    return value;
  }

  /** Returns whether it is known that the tool was not executed. */
  public boolean isBeforeExecution() {
    return beforeExecution;
  }

  /** Returns whether a code is this one. */
  public boolean is(String code) {
    return value.equals(code);
  }

  /** Returns whether a code, which may be another one, shows that a tool was not executed. */
  public static boolean isBeforeExecution(String code) {
    return Arrays.stream(values()).anyMatch(known -> known.beforeExecution && known.is(code));
  }
}
