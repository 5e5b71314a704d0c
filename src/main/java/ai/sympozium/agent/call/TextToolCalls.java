package ai.sympozium.agent.call;

import ai.sympozium.agent.call.PythonCallParser.Call;
import ai.sympozium.agent.model.ToolCall;
import ai.sympozium.base.JsonTrees;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Finds tool calls in the text of a message. A server whose tool parser does not fit its model
 * sends them there.
 */
public final class TextToolCalls {
  private static final String TAGS = "(?:tool_calls?|function_calls?|tool_use|tool_code|tools)";

  /** Special tokens, tags and code block delimiters around calls. */
  private static final Pattern WRAPPER =
      Pattern.compile(
          "<[|\uFF5C][^>]*[|\uFF5C]>|</?(?:\\w+:)?"
              + TAGS
              + ">|\\[/?TOOL_CALLS?]|\\[TOOL_REQUEST]|\\[END_TOOL_REQUEST]|functools(?=\\[)"
              + "|```[a-z_]*");

  private static final Pattern NOISE =
      Pattern.compile("assistant|commentary|analysis|final|json|function|tool|xml|python");
  private static final Pattern RECIPIENT =
      Pattern.compile("^(?:assistant |commentary |analysis )*to=");
  private static final Pattern NAME_AND_JSON =
      Pattern.compile("(?s)^([\\w./:-]+)\\s*(?:\\[ARGS])?\\s*(\\{.*})$");
  private static final Pattern REACT =
      Pattern.compile("(?s)^Action:\\s*(\\S+)\\s*Action Input:\\s*(\\{.*})$");
  private static final Pattern MARKER =
      Pattern.compile(
          "</?(?:\\w+:)?"
              + TAGS
              + ">|\\[TOOL_CALLS?]|\\[TOOL_REQUEST]|<\\|python_tag\\|>|<function=|<invoke name="
              + "|<[|\uFF5C]tool|to=functions\\.|<arg_key>|<\\|channel\\|>commentary");
  private static final List<String> NAMES =
      List.of("name", "tool", "tool_name", "function", "action");
  private static final List<String> ARGUMENTS =
      List.of("arguments", "parameters", "input", "args", "tool_input", "action_input");

  private final ToolNameMatcher names;
  private final Pattern mention;

  public TextToolCalls(List<String> tools) {
    this.names = new ToolNameMatcher(tools);
    var any = "(?:" + String.join("|", tools) + ")";
    this.mention =
        Pattern.compile(
            "\"(?:name|tool|tool_name|function|action)\"\\s*:\\s*\"[\\w./:-]*"
                + any
                + "\"|(?m)^\\s*[\\w.]*"
                + any
                + "\\(.*\\)\\s*$");
  }

  /** Returns the calls if the whole text is calls of existing tools, otherwise an empty list. */
  public List<ToolCall> parse(String text) {
    var fragments = fragments(text);
    var calls = new ArrayList<ToolCall>();
    for (var i = 0; i < fragments.size(); i++) {
      var fragment = fragments.get(i);
      var next = i + 1 < fragments.size() ? fragments.get(i + 1) : "";
      if (next.startsWith("{") && names.match(fragment) != null) {
        fragment += " " + next;
        i++;
      }
      var found = parseFragment(fragment);
      if (found.isEmpty()) {
        return List.of();
      }
      for (var call : found) {
        var tool = names.match(call.name());
        if (tool == null) {
          return List.of();
        }
        calls.add(new ToolCall(ToolCall.newId(), tool, JsonTrees.write(call.arguments())));
      }
    }
    return calls;
  }

  /** Returns whether a text contains a call, or parts of one. */
  public boolean isContainedIn(String text) {
    return MARKER.matcher(text).find() || mention.matcher(text).find();
  }

  private static List<String> fragments(String text) {
    var fragments = new ArrayList<String>();
    for (var part : WRAPPER.split(text, -1)) {
      var fragment = RECIPIENT.matcher(part.strip()).replaceFirst("");
      if (!fragment.isEmpty() && !NOISE.matcher(fragment).matches()) {
        fragments.add(fragment);
      }
    }
    return fragments;
  }

  private static List<Call> parseFragment(String text) {
    if (text.startsWith("{") || text.startsWith("[{")) {
      return parseJson(text);
    }
    for (var pattern : List.of(NAME_AND_JSON, REACT)) {
      var match = pattern.matcher(text);
      if (match.find()) {
        return callOf(match.group(1), match.group(2));
      }
    }
    var tagged = TaggedCallParser.parse(text);
    return tagged.isEmpty() ? PythonCallParser.parse(text) : tagged;
  }

  private static List<Call> callOf(String name, String arguments) {
    try {
      return List.of(new Call(name, JsonTrees.readObject(arguments)));
    } catch (IOException e) {
      return List.of();
    }
  }

  private static List<Call> parseJson(String text) {
    try {
      return jsonCalls(JsonTrees.read(text));
    } catch (IOException e) {
      // Calls can follow each other, one a line.
      var calls = new ArrayList<Call>();
      for (var line : text.lines().filter(line -> !line.isBlank()).toList()) {
        var found = line.equals(text) ? List.<Call>of() : parseFragment(line.strip());
        if (found.isEmpty()) {
          return List.of();
        }
        calls.addAll(found);
      }
      return calls;
    }
  }

  private static List<Call> jsonCalls(JsonNode json) throws IOException {
    if (json.path("tool_calls").isArray()) {
      return jsonCalls(json.path("tool_calls"));
    }
    if (json.isArray()) {
      var calls = new ArrayList<Call>();
      for (var element : json) {
        var found = jsonCalls(element);
        if (found.isEmpty()) {
          return List.of();
        }
        calls.addAll(found);
      }
      return calls;
    }
    if (json.path("function").isObject()) {
      return jsonCalls(json.path("function"));
    }
    for (var name : NAMES) {
      for (var arguments : ARGUMENTS) {
        if (json.path(name).isTextual() && json.has(arguments)) {
          return List.of(new Call(json.path(name).asText(), object(json.path(arguments))));
        }
      }
    }
    return List.of();
  }

  private static ObjectNode object(JsonNode arguments) throws IOException {
    return arguments instanceof ObjectNode object
        ? object
        : JsonTrees.readObject(arguments.asText());
  }
}
