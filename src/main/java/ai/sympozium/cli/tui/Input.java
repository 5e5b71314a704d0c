package ai.sympozium.cli.tui;

import java.time.Instant;
import java.util.List;

/** Something that changes the state. */
sealed interface Input {
  record Pressed(Key key) implements Input {}

  /** A text that the user has pasted. None of its characters is a key. */
  record Pasted(String text) implements Input {}

  record Changed(ClusterView data) implements Input {}

  record Clock(Instant now) implements Input {}

  record Resized(int width, int height) implements Input {}

  /** The result of an effect in one sentence. */
  record Reported(String text, boolean failed) implements Input {}

  record Saved(String instance, String text) implements Input {}

  record Started(String run) implements Input {}

  record Described(String title, List<String> lines) implements Input {
    public Described {
      lines = List.copyOf(lines);
    }
  }

  record TranscriptLine(String run, String line) implements Input {}

  /**
   * Namespaces that the user can choose.
   *
   * @param problem why the list is empty, or an empty text
   */
  record Namespaces(List<String> names, String problem) implements Input {
    public Namespaces {
      names = List.copyOf(names);
    }
  }

  /** Why the user may not change an instance. */
  record ChangeDenied(String instance, String reason) implements Input {}
}
