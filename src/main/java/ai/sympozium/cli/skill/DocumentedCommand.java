package ai.sympozium.cli.skill;

/**
 * A command of a skill's document.
 *
 * @param skill name of the document
 * @param line line of the document, from 1
 * @param text the command with its placeholders
 */
public record DocumentedCommand(String skill, int line, String text) {
  /** Returns the place for messages: {@code pod-troubleshoot.md:3}. */
  public String place() {
    return skill + ".md:" + line;
  }
}
