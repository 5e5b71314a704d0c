package ai.sympozium.endpoint.openai;

import java.util.Set;

/** Reads the text of a message: a string, or an array of parts. */
final class MessageContent {
  private static final Set<String> TEXT_PARTS = Set.of("text", "input_text", "output_text");

  private MessageContent() {}

  /** Returns the text; empty if there is no content. */
  static String read(RequestObject message) {
    var content = message.json().path("content");
    if (content.isTextual()) {
      return content.textValue();
    }
    if (content.isNull() || content.isMissingNode()) {
      return "";
    }
    if (!content.isArray()) {
      throw message.wrongType("content", "one of an array of objects or string", content);
    }
    var text = new StringBuilder();
    for (var part : message.objects("content")) {
      if (!text.isEmpty()) {
        text.append('\n');
      }
      text.append(part(part));
    }
    return text.toString();
  }

  private static String part(RequestObject part) {
    var type = part.requiredText("type");
    if (TEXT_PARTS.contains(type)) {
      return part.requiredText("text");
    }
    if (type.equals("refusal")) {
      return part.requiredText("refusal");
    }
    throw OpenAiException.invalid(
        "Invalid content type. %s is only supported by certain models. Send text.".formatted(type),
        part.param("type"),
        null);
  }
}
