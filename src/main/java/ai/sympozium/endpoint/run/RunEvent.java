package ai.sympozium.endpoint.run;

/** Progress of a run. */
public sealed interface RunEvent {
  /** Text of the answer that follows the text so far. */
  record Text(String delta) implements RunEvent {}

  /** Work besides the answer, such as a tool call, described for people. */
  record Activity(String description) implements RunEvent {}

  /** The run is finished and its permissions are revoked. There are no further events. */
  record Finished(EndpointRunResult result) implements RunEvent {}
}
