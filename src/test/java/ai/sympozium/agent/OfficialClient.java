package ai.sympozium.agent;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.sympozium.base.JsonTrees;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;

/** Asks servers by the official Python clients, one request at a time. */
final class OfficialClient implements AutoCloseable {
  private final Process process;
  private final BufferedWriter questions;
  private final BufferedReader answers;

  OfficialClient() throws IOException {
    process =
        new ProcessBuilder(
                ModelPeers.folder().resolve("python/bin/python").toString(),
                "dev/model-peers/clients.py")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    questions = process.outputWriter(UTF_8);
    answers = process.inputReader(UTF_8);
  }

  /**
   * Sends one request and returns what the client makes of the response: text and calls, or error
   * and status.
   */
  JsonNode ask(String protocol, String url, boolean stream) throws IOException {
    var question =
        JsonTrees.object().put("protocol", protocol).put("url", url).put("stream", stream);
    questions.write(JsonTrees.write(question));
    questions.newLine();
    questions.flush();
    var answer = answers.readLine();
    if (answer == null) {
      throw new IOException("clients.py ended");
    }
    return JsonTrees.read(answer.getBytes(UTF_8));
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
