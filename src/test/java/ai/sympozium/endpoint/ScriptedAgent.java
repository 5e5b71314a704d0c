package ai.sympozium.endpoint;

import ai.sympozium.endpoint.run.ChatMessage;
import ai.sympozium.endpoint.run.ChatMessage.Role;
import ai.sympozium.endpoint.run.EndpointRunResult;
import ai.sympozium.endpoint.run.EndpointRunResult.StopReason;
import ai.sympozium.endpoint.run.EndpointRunResult.Usage;
import ai.sympozium.endpoint.run.NewRun;
import ai.sympozium.endpoint.run.RunEvent;
import ai.sympozium.endpoint.run.ScriptedRuns;
import java.util.List;

/**
 * An agent for published clients. Its answer depends on the task: {@code fail}, {@code break},
 * {@code wait} and {@code long} select what happens, and any other task is repeated with the
 * conversation before it.
 */
final class ScriptedAgent {
  private ScriptedAgent() {}

  static List<RunEvent> perform(NewRun run) {
    var task = run.conversation().task();
    return switch (task) {
      case "fail" -> List.of(failure());
      case "break" -> List.of(new RunEvent.Text("Half of"), failure());
      case "wait" ->
          List.of(new RunEvent.Text("I begin."), new RunEvent.Activity("tool kubectl get pods"));
      case "long" ->
          List.of(
              new RunEvent.Text("cut"),
              new RunEvent.Finished(
                  new EndpointRunResult("cut", StopReason.LENGTH, new Usage(11, 7), null)));
      default ->
          ScriptedRuns.answering(
              "You ",
              "asked: ",
              task
                  + before(run, Role.USER)
                  + before(run, Role.ASSISTANT)
                  + before(run, Role.SYSTEM));
    };
  }

  private static RunEvent failure() {
    return new RunEvent.Finished(
        new EndpointRunResult("", StopReason.ERROR, Usage.NONE, "the model is absent"));
  }

  private static String before(NewRun run, Role role) {
    var texts =
        run.conversation().earlier().stream()
            .filter(message -> message.has(role))
            .map(ChatMessage::text)
            .toList();
    return texts.isEmpty() ? "" : " | " + role.value() + ": " + String.join(", ", texts);
  }
}
