package ai.sympozium.agent.call;

import ai.sympozium.agent.call.PythonCallParser.Call;
import ai.sympozium.base.JsonTrees;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Parses calls whose arguments are tags, as some chat templates define them. */
final class TaggedCallParser {
  /** {@code <function=name>…</function>}, {@code <invoke name="name">…</invoke>}. */
  private static final Pattern FUNCTION =
      Pattern.compile(
          "(?s)<(?:function|invoke)(?:=| name=\"?)([^>\"]+)\"?>(.*?)(?:</(?:function|invoke)>|$)");

  private static final Pattern PARAMETER =
      Pattern.compile(
          "(?s)<parameter(?:=| name=\"?)([^>\"]+)\"?[^>]*>\\n?(.*?)\\n?(?:</parameter>|$)");

  /** Name, then keys and values. */
  private static final Pattern KEYS = Pattern.compile("(?s)^([\\w.-]+)\\s*(<arg_key>.*)$");

  private static final Pattern KEY =
      Pattern.compile("(?s)<arg_key>(.*?)</arg_key>\\s*<arg_value>(.*?)(?:</arg_value>|$)");

  private TaggedCallParser() {}

  /** Returns the calls, or an empty list if the text is not only calls. */
  static List<Call> parse(String text) {
    var keys = KEYS.matcher(text);
    if (keys.find()) {
      return List.of(new Call(keys.group(1), arguments(KEY, keys.group(2))));
    }
    if (!FUNCTION.matcher(text).replaceAll("").isBlank()) {
      return List.of();
    }
    var calls = new ArrayList<Call>();
    var function = FUNCTION.matcher(text);
    while (function.find()) {
      var body = function.group(2).strip();
      calls.add(
          new Call(
              function.group(1).strip(),
              body.startsWith("{") ? object(body) : arguments(PARAMETER, body)));
    }
    return calls;
  }

  private static ObjectNode arguments(Pattern pattern, String body) {
    var arguments = JsonTrees.object();
    var parameter = pattern.matcher(body);
    while (parameter.find()) {
      arguments.set(parameter.group(1).strip(), value(parameter.group(2)));
    }
    return arguments;
  }

  private static ObjectNode object(String body) {
    try {
      return JsonTrees.readObject(body);
    } catch (IOException e) {
      return JsonTrees.object();
    }
  }

  /** Numbers and the like stay texts: the schema of the tool decides. */
  private static JsonNode value(String text) {
    var value = text.strip();
    if (value.startsWith("[") || value.startsWith("{")) {
      try {
        return JsonTrees.read(value);
      } catch (IOException e) {
        // It is a text that begins with a bracket.
      }
    }
    return JsonNodeFactory.instance.textNode(text);
  }
}
