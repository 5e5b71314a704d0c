package ai.sympozium.docs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A block of code in a document.
 *
 * @param line number of the block's first line
 * @param note words after the language: the name of a file, or what the block is for
 */
public record Example(Path document, int line, String language, String note, String text) {
  /** The documents whose examples are executed. */
  public static final List<Path> DOCUMENTS =
      Stream.concat(
              Stream.of(
                      "README.md",
                      "docs/writing-skills.md",
                      "docs/writing-tools.md",
                      "docs/tools.md",
                      "docs/models.md",
                      "docs/channels.md",
                      "docs/schedules.md",
                      "docs/migration.md",
                      "docs/skillpacks.md",
                      "docs/tui.md")
                  .map(Path::of),
              PackPage.ALL.stream().map(PackPage::path))
          .toList();

  /** Start of the note of a block that another test or script executes, followed by its name. */
  static final String BY = "by ";

  /** Start of the note of a block that no test executes, followed by the reason. */
  static final String NOT_EXECUTED = "not executed: ";

  private static final Pattern BLOCK =
      Pattern.compile("(?ms)^```([a-z]*)(?: ([^\\n]+))?\\n(.*?)^```$");
  private static final Pattern CHART_VALUES = Pattern.compile("(?:agent|skillPacks):\\n");
  private static final Pattern RUN_FIELDS = Pattern.compile("toolPolicy:\\n");

  /** How a test executes a block. */
  public enum Kind {
    /** Manifests that the API server accepts. */
    MANIFESTS,
    /** Manifests of the original, which a command converts. */
    ORIGINAL,
    /** A pack that is rejected or not ready, with the message that follows. */
    BROKEN_PACK,
    /** Message of the pack before. */
    MESSAGE,
    /** Fields of an agent and of a run. */
    RUN_FIELDS,
    /** Values of the chart. */
    CHART_VALUES,
    /** Commands of a user. */
    COMMANDS,
    /** Commands that start the terminal user interface. */
    TERMINAL,
    /** A screen of the terminal user interface. */
    SCREEN,
    /** Commands that another test or script executes, or none can. */
    EXCEPTION,
    DIAGRAM,
    /** Commands of an agent, which the documents of a pack contain. */
    PACK_COMMANDS,
    /** Form of an answer, which the documents of a pack contain. */
    REPORT,
    /** Lines that the commands before print. */
    OUTPUT,
    /** A body that a program sends. */
    DATA,
    UNKNOWN
  }

  public static List<Example> of(Path document) {
    String markdown = TextFiles.read(document);
    List<Example> examples = new ArrayList<>();
    Matcher block = BLOCK.matcher(markdown);
    while (block.find()) {
      examples.add(
          new Example(
              document,
              (int) markdown.substring(0, block.start(3)).lines().count() + 1,
              block.group(1),
              block.group(2) == null ? "" : block.group(2),
              block.group(3)));
    }
    return examples;
  }

  public Kind kind() {
    return switch (language) {
      case "yaml" -> {
        if (note.equals("broken")) {
          yield Kind.BROKEN_PACK;
        }
        if (note.startsWith("original")) {
          yield Kind.ORIGINAL;
        }
        if (text.startsWith("apiVersion: ")) {
          yield Kind.MANIFESTS;
        }
        if (RUN_FIELDS.matcher(text).lookingAt()) {
          yield Kind.RUN_FIELDS;
        }
        yield CHART_VALUES.matcher(text).lookingAt() ? Kind.CHART_VALUES : Kind.UNKNOWN;
      }
      case "text" ->
          switch (note) {
            case "message" -> Kind.MESSAGE;
            case "output" -> Kind.OUTPUT;
            case "report" -> Kind.REPORT;
            default -> note.startsWith("screen ") ? Kind.SCREEN : Kind.UNKNOWN;
          };
      case "bash" -> {
        if (note.startsWith(BY) || note.startsWith(NOT_EXECUTED)) {
          yield Kind.EXCEPTION;
        }
        yield note.equals("terminal") ? Kind.TERMINAL : Kind.COMMANDS;
      }
      case "mermaid" -> Kind.DIAGRAM;
      case "sh" -> Kind.PACK_COMMANDS;
      case "json" -> Kind.DATA;
      default -> Kind.UNKNOWN;
    };
  }

  /** Returns the block with images of the embedded cluster. */
  public String withImagesOfCluster() {
    return text.replace(
            "image: registry.example/kubectl:1.35", "image: localhost/sympozium/skill-k8s-ops:dev")
        .replace("image: debian:12", "image: localhost/debian:12");
  }

  @Override
  public String toString() {
    return document + ":" + line;
  }
}
