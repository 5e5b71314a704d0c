package ai.sympozium.bench;

import ai.sympozium.base.JsonTrees;
import ai.sympozium.contract.EndpointContract;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A run without a pod. Its log is a function of the time since its creation. */
record StubRun(String name, AnswerScript script, long created) {
  StubRun(String name, AnswerScript script) {
    this(name, script, System.nanoTime());
  }

  /** Returns the news of a run that was deleted or has returned its result. */
  static ObjectNode absent(JsonNode known) {
    return JsonTrees.object()
        .put(EndpointContract.NAME, known.path(EndpointContract.NAME).asText())
        .put(EndpointContract.STATE, EndpointContract.ABSENT);
  }

  boolean isComplete(long now) {
    return script.isComplete(now - created);
  }

  boolean hasNews(JsonNode known, long now) {
    return script.written(now - created) > known.path(EndpointContract.AFTER).asInt()
        || !state(now).equals(known.path(EndpointContract.STATE).asText());
  }

  /** Returns when there will be news again. */
  long nextNews(long now) {
    return created + script.timeOf(script.written(now - created));
  }

  ObjectNode news(JsonNode known, long now) {
    int written = script.written(now - created);
    ObjectNode news =
        JsonTrees.object()
            .put(EndpointContract.NAME, name)
            .put(EndpointContract.UID, name)
            .put(EndpointContract.STATE, state(now))
            .put(EndpointContract.LAST, written)
            .put(EndpointContract.MORE, false);
    var entries = news.putArray(EndpointContract.ENTRIES);
    for (int part = known.path(EndpointContract.AFTER).asInt(); part < written; part++) {
      entries
          .addObject()
          .put("seq", part + 1)
          .put("kind", "text")
          .put("offset", AnswerScript.offset(part))
          .put("text", AnswerScript.part(part));
    }
    if (isComplete(now)) {
      entries.addObject().put("seq", written + 1).put("kind", "finished");
      ObjectNode result =
          news.putObject(EndpointContract.RESULT)
              .put("status", "success")
              .put("response", script.answer())
              .put("stopReason", "stop");
      result.putObject("metrics").put("inputTokens", 1).put("outputTokens", script.parts());
    }
    return news;
  }

  private String state(long now) {
    return isComplete(now) ? EndpointContract.SUCCEEDED : EndpointContract.RUNNING;
  }
}
