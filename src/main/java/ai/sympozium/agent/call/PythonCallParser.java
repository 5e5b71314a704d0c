package ai.sympozium.agent.call;

import ai.sympozium.base.JsonTrees;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Parses calls in the syntax of Python: {@code [tool(name="text", count=3)]}. */
final class PythonCallParser {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][\\w.-]*");
  private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?");
  private static final Map<String, JsonNode> CONSTANTS =
      Map.of(
          "True", JsonNodeFactory.instance.booleanNode(true),
          "true", JsonNodeFactory.instance.booleanNode(true),
          "False", JsonNodeFactory.instance.booleanNode(false),
          "false", JsonNodeFactory.instance.booleanNode(false),
          "None", JsonNodeFactory.instance.nullNode(),
          "null", JsonNodeFactory.instance.nullNode());

  private final String text;
  private int at;

  private PythonCallParser(String text) {
    this.text = text;
  }

  /** A call with its arguments. */
  record Call(String name, ObjectNode arguments) {}

  /** Returns the calls, or an empty list if the text is not only calls. */
  static List<Call> parse(String text) {
    var parser = new PythonCallParser(text.strip());
    try {
      var calls = parser.calls();
      parser.space();
      return calls != null && parser.at == parser.text.length() ? calls : List.of();
    } catch (IndexOutOfBoundsException e) {
      return List.of();
    }
  }

  private @Nullable List<Call> calls() {
    var list = accept("[");
    var calls = new ArrayList<Call>();
    do {
      var call = call();
      if (call == null) {
        return null;
      }
      calls.add(call);
    } while (accept(list ? "," : ";") || !list && at < text.length());
    return list && !accept("]") ? null : calls;
  }

  private @Nullable Call call() {
    if (accept("print(")) {
      var call = call();
      return call != null && accept(")") ? call : null;
    }
    var name = token(NAME);
    if (name == null || !accept("(")) {
      return null;
    }
    var arguments = JsonTrees.object();
    while (!accept(")")) {
      var key = token(NAME);
      var value = key != null && accept("=") ? value() : null;
      if (key == null || value == null) {
        return null;
      }
      arguments.set(key, value);
      accept(",");
    }
    return new Call(name, arguments);
  }

  private @Nullable JsonNode value() {
    space();
    var c = text.charAt(at);
    if (c == '"' || c == '\'') {
      return JsonNodeFactory.instance.textNode(string(c));
    }
    if (accept("[")) {
      var array = JsonNodeFactory.instance.arrayNode();
      while (!accept("]")) {
        var element = value();
        if (element == null) {
          return null;
        }
        array.add(element);
        accept(",");
      }
      return array;
    }
    if (accept("{")) {
      return object();
    }
    var number = token(NUMBER);
    if (number != null) {
      return number.contains(".")
          ? JsonNodeFactory.instance.numberNode(Double.parseDouble(number))
          : JsonNodeFactory.instance.numberNode(Long.parseLong(number));
    }
    var constant = token(NAME);
    return constant == null ? null : CONSTANTS.get(constant);
  }

  private @Nullable JsonNode object() {
    var object = JsonTrees.object();
    while (!accept("}")) {
      var key = value();
      var value = key != null && key.isTextual() && accept(":") ? value() : null;
      if (key == null || value == null) {
        return null;
      }
      object.set(key.textValue(), value);
      accept(",");
    }
    return object;
  }

  private String string(char quote) {
    var triple = String.valueOf(quote).repeat(3);
    var end = text.startsWith(triple, at) ? triple : String.valueOf(quote);
    at += end.length();
    var string = new StringBuilder();
    while (!text.startsWith(end, at)) {
      var c = text.charAt(at++);
      if (c == '\\') {
        var escaped = text.charAt(at++);
        switch (escaped) {
          case 'n' -> string.append('\n');
          case 't' -> string.append('\t');
          case '\\', '"', '\'' -> string.append(escaped);
          default -> string.append('\\').append(escaped);
        }
      } else {
        string.append(c);
      }
    }
    at += end.length();
    return string.toString();
  }

  private boolean accept(String expected) {
    space();
    if (text.startsWith(expected, at)) {
      at += expected.length();
      return true;
    }
    return false;
  }

  private @Nullable String token(Pattern pattern) {
    space();
    var matcher = pattern.matcher(text).region(at, text.length());
    if (!matcher.lookingAt()) {
      return null;
    }
    at = matcher.end();
    return matcher.group();
  }

  private void space() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }
}
