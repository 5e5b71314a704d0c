package ai.sympozium.cli.usage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Objects in the manifests that commands write into files by a heredoc, by path. */
public final class WrittenManifests {
  /** Path of the manifest that a command reads from its own heredoc. */
  private static final String STANDARD_INPUT = "-";

  private static final Pattern HEREDOC =
      Pattern.compile(
          "(?s)([^\\n]*)<<-?\\s*['\"]?(\\w+)['\"]?([^\\n]*)\\n(.*?)\\n\\s*\\2\\s*(?:\\n|$)");
  private static final Pattern TARGET = Pattern.compile(">\\s*([^\\s>]+)");

  private final Map<String, List<JsonNode>> byPath = new HashMap<>();

  /** Adds the files that a command writes, and returns all files. */
  public Map<String, List<JsonNode>> after(String command) {
    byPath.remove(STANDARD_INPUT);
    Matcher heredoc = HEREDOC.matcher(command);
    while (heredoc.find()) {
      Matcher target = TARGET.matcher(heredoc.group(1) + " " + heredoc.group(3));
      byPath.put(target.find() ? target.group(1) : STANDARD_INPUT, objects(heredoc.group(4)));
    }
    return Map.copyOf(byPath);
  }

  /** Reads the objects, and those of a list. Text that is no manifest has none. */
  private static List<JsonNode> objects(String yaml) {
    List<JsonNode> objects = new ArrayList<>();
    try (MappingIterator<JsonNode> documents =
        new YAMLMapper().readerFor(JsonNode.class).readValues(yaml)) {
      while (documents.hasNext()) {
        JsonNode document = documents.next();
        if (document.path("kind").asText().equals("List")) {
          document.path("items").forEach(objects::add);
        } else if (document.has("kind")) {
          objects.add(document);
        }
      }
      return objects;
    } catch (IOException | RuntimeException e) {
      return List.of();
    }
  }
}
