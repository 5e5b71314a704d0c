package ai.sympozium.agent.model.openai;

import ai.sympozium.agent.model.http.ErrorResponse;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Parts of a request that a server does not accept. Learns them from errors, for the rest of the
 * run.
 *
 * <p>A run sends few parameters, and none that changes the meaning of a request, so that each can
 * be omitted.
 */
final class RequestAdaptation {
  private static final Set<String> REQUIRED = Set.of("model", "messages", "tools");
  private static final Set<String> MESSAGE_MEMBERS =
      Set.of("role", "content", "tool_calls", "tool_call_id");
  private static final Set<String> CALL_MEMBERS = Set.of("id", "type", "function");
  private static final Set<String> SCHEMA_KEYWORDS =
      Set.of("additionalProperties", "default", "minimum", "maximum", "enum", "items");
  private static final Pattern UNKNOWN_PARAMETER =
      Pattern.compile(
          "(?i)extra (inputs?|fields?)|additional propert|(unknown|unrecognized|unexpected|unsupported)"
              + "[a-z ]{0,20} (parameter|argument|field|propert|key)|not permitted");
  private static final Pattern MISSING =
      Pattern.compile("(?i)missing|required|must be (passed|provided|sent|included|set)|expected");
  private static final Pattern SYSTEM_ROLE =
      Pattern.compile(
          "(?i)system['\"`]? (role|message|prompt)s?[^.]{0,30}not|role[^.]{0,30}system");
  private static final Pattern STREAMING = Pattern.compile("(?i)\\bstreaming\\b");
  private static final List<String> STREAM = List.of("stream", "stream_options");

  private final Set<String> omittedParameters = new LinkedHashSet<>();
  private final Set<String> omittedMembers = new LinkedHashSet<>();
  private final Set<String> addedMembers = new LinkedHashSet<>();
  private final Set<String> omittedKeywords = new LinkedHashSet<>();
  private EmptyContent emptyContent = EmptyContent.TEXT;
  private boolean systemAsUser;
  private boolean minimal;

  /** How the content of a message that only calls tools is sent. */
  private enum EmptyContent {
    TEXT,
    NULL,
    ABSENT
  }

  /** Returns whether the error names something that the next request does without. */
  boolean learn(ErrorResponse error, ObjectNode body) {
    if (!error.rejectsContent()) {
      return false;
    }
    return omitParameter(error, body)
        || changeMember(error, body)
        || omitKeyword(error, body)
        || changeContent(error, body)
        || moveSystemPrompt(error, body)
        || omitAll(error, body);
  }

  /** Changes a request to what the server accepts. */
  void apply(ObjectNode body) {
    body.remove(omittedParameters);
    for (var message : body.path("messages")) {
      adapt((ObjectNode) message);
    }
    for (var tool : body.path("tools")) {
      removeKeywords(tool.path("function").path("parameters"));
    }
    if (systemAsUser) {
      SystemPromptMover.move(body);
    }
  }

  private void adapt(ObjectNode message) {
    message.remove(omittedMembers);
    for (var call : message.path("tool_calls")) {
      ((ObjectNode) call).remove(omittedMembers);
    }
    if (!isAssistant(message)) {
      return;
    }
    addedMembers.stream().filter(name -> !message.has(name)).forEach(name -> message.put(name, ""));
    if (message.path("content").asText().isEmpty()) {
      switch (emptyContent) {
        case TEXT -> message.put("content", "");
        case NULL -> message.putNull("content");
        case ABSENT -> message.remove("content");
      }
    }
  }

  private boolean omitParameter(ErrorResponse error, ObjectNode body) {
    var named = names(body, REQUIRED).stream().filter(error::mentions).findFirst().orElse(null);
    if (named == null && body.has("stream") && error.contains(STREAMING)) {
      named = "stream";
    }
    if (named == null) {
      return false;
    }
    return omittedParameters.addAll(named.equals("stream") ? STREAM : List.of(named));
  }

  /** A member that the server wants back in each message is added; any other is omitted. */
  private boolean changeMember(ErrorResponse error, ObjectNode body) {
    for (var message : body.path("messages")) {
      for (var name : members(message)) {
        if (error.mentions(name)) {
          return error.contains(MISSING) && lacks(body, name) && addedMembers.add(name)
              || omittedMembers.add(name);
        }
      }
    }
    var reasoning = "reasoning_content";
    return error.mentions(reasoning)
        && error.contains(MISSING)
        && lacks(body, reasoning)
        && addedMembers.add(reasoning);
  }

  private boolean omitKeyword(ErrorResponse error, ObjectNode body) {
    for (var keyword : SCHEMA_KEYWORDS) {
      if (error.mentions(keyword) && body.path("tools").findValue(keyword) != null) {
        return omittedKeywords.add(keyword);
      }
    }
    return false;
  }

  private boolean changeContent(ErrorResponse error, ObjectNode body) {
    if (!error.mentions("content") || emptyContent == EmptyContent.ABSENT || !hasEmpty(body)) {
      return false;
    }
    emptyContent = EmptyContent.values()[emptyContent.ordinal() + 1];
    return true;
  }

  private boolean moveSystemPrompt(ErrorResponse error, ObjectNode body) {
    if (systemAsUser || !error.contains(SYSTEM_ROLE) || !body.has("messages")) {
      return false;
    }
    systemAsUser = true;
    return true;
  }

  /** An error that names no parameter is answered with the smallest request, once. */
  private boolean omitAll(ErrorResponse error, ObjectNode body) {
    if (minimal || !error.contains(UNKNOWN_PARAMETER)) {
      return false;
    }
    minimal = true;
    omittedParameters.addAll(names(body, REQUIRED));
    body.path("messages").forEach(message -> omittedMembers.addAll(members(message)));
    return true;
  }

  private void removeKeywords(JsonNode schema) {
    if (schema instanceof ObjectNode object) {
      // A property can have the name of a keyword; its value is a schema.
      omittedKeywords.stream()
          .filter(name -> !(object.path(name).isObject() && object.path(name).has("type")))
          .forEach(object::remove);
    }
    schema.forEach(this::removeKeywords);
  }

  private static boolean hasEmpty(ObjectNode body) {
    for (var message : body.path("messages")) {
      if (isAssistant(message) && message.path("content").asText().isEmpty()) {
        return true;
      }
    }
    return false;
  }

  private static boolean lacks(ObjectNode body, String member) {
    for (var message : body.path("messages")) {
      if (isAssistant(message) && !message.has(member)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isAssistant(JsonNode message) {
    return message.path("role").asText().equals("assistant");
  }

  private static List<String> members(JsonNode message) {
    var members = new ArrayList<>(names(message, MESSAGE_MEMBERS));
    message.path("tool_calls").forEach(call -> members.addAll(names(call, CALL_MEMBERS)));
    return members;
  }

  /** Returns the names of members, the longest first. */
  private static List<String> names(JsonNode object, Set<String> known) {
    var names = new ArrayList<String>();
    object.fieldNames().forEachRemaining(names::add);
    names.removeAll(known);
    names.sort(Comparator.comparing(String::length).reversed());
    return names;
  }
}
