package ai.sympozium.cli.tui;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A list, text or question that covers the view. */
sealed interface Overlay {
  record None() implements Overlay {}

  record Help() implements Overlay {}

  record Grants(int top) implements Overlay {}

  /**
   * Lines of text.
   *
   * @param top index of the first line; the end is shown if it is larger than any
   * @param run the run whose transcript is followed, or an empty text
   */
  record Text(String title, List<String> lines, int top, String run) implements Overlay {
    static final int END = Integer.MAX_VALUE;

    public Text {
      lines = List.copyOf(lines);
    }
  }

  record Confirm(String question, Effect effect) implements Overlay {}

  /** The purpose of a prompt. */
  enum Question {
    TASK,
    FILTER,
    NAMESPACE
  }

  /**
   * A line that the user writes.
   *
   * @param subject the instance of a run
   * @param choices texts that the user can select
   * @param problem why there are no choices, or an empty text
   */
  record Prompt(
      Question question,
      String subject,
      String text,
      List<String> choices,
      String problem,
      int cursor)
      implements Overlay {
    public Prompt {
      choices = List.copyOf(choices);
    }

    static Prompt of(Question question, String subject, String text) {
      return new Prompt(question, subject, text, List.of(), "", 0);
    }

    Prompt withText(String other) {
      return new Prompt(question, subject, other, choices, problem, 0);
    }

    List<String> matching() {
      return choices.stream().filter(choice -> choice.contains(text)).toList();
    }
  }

  /**
   * The skills of an instance.
   *
   * @param wanted packs that the user has toggled, and whether they should be attached
   * @param top index of the first line that is shown of what saving changes
   * @param denied why the user may not save, or an empty text
   */
  record Skills(
      String instance,
      Map<String, Boolean> wanted,
      int cursor,
      int top,
      String denied,
      boolean saving)
      implements Overlay {
    public Skills {
      wanted = new TreeMap<>(wanted);
    }

    Skills at(int position) {
      return new Skills(instance, wanted, position, top, denied, saving);
    }

    Skills from(int line) {
      return new Skills(instance, wanted, cursor, line, denied, saving);
    }

    Skills with(Map<String, Boolean> toggled) {
      return new Skills(instance, toggled, cursor, 0, denied, saving);
    }

    Skills saving(boolean now) {
      return new Skills(instance, wanted, cursor, top, denied, now);
    }
  }
}
