package ai.sympozium.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.sympozium.base.JsonTrees;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/** A headless Chromium, controlled by the protocol WebDriver of the W3C. */
final class Browser implements AutoCloseable {
  /** Codes of keys in the protocol. */
  static final String ENTER = "\uE007";

  static final String ESCAPE = "\uE00C";
  static final String TAB = "\uE004";

  /** Keys up to the next {@link #RELEASE} are pressed with Shift. */
  static final String SHIFT = "\uE008";

  static final String RELEASE = "\uE000";

  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private static final Pattern PORT = Pattern.compile("started successfully on port (\\d+)");

  /** Key of an element in JSON, fixed by the standard. */
  private static final String ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

  /** The user root needs {@code --no-sandbox}. */
  private static final List<String> ARGUMENTS =
      List.of(
          "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--window-size=1000,800");

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Process driver;
  private final String session;

  Browser() throws IOException {
    driver =
        new ProcessBuilder(program(), "--port=0")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    var sessions = "http://127.0.0.1:" + port(driver) + "/session";
    var capabilities = JsonTrees.object();
    var options =
        capabilities
            .putObject("capabilities")
            .putObject("alwaysMatch")
            .put("browserName", "chrome")
            .putObject("goog:chromeOptions");
    var arguments = options.putArray("args");
    ARGUMENTS.forEach(arguments::add);
    session = sessions + "/" + post(sessions, capabilities).path("sessionId").asText();
  }

  void open(String url) {
    command("/url", JsonTrees.object().put("url", url));
  }

  String url() {
    return get("/url").asText();
  }

  void reload() {
    command("/refresh", JsonTrees.object());
  }

  /** Runs a script in the page and returns its value. */
  JsonNode script(String script) {
    var body = JsonTrees.object().put("script", script);
    body.putArray("args");
    return command("/execute/sync", body);
  }

  /** Returns the text that a user sees. */
  String text(String selector) {
    return get(element(selector) + "/text").asText();
  }

  boolean isVisible(String selector) {
    return get(element(selector) + "/displayed").asBoolean();
  }

  /** Returns the name by which assistive technology presents an element. */
  String label(String selector) {
    return get(element(selector) + "/computedlabel").asText();
  }

  void click(String selector) {
    command(element(selector) + "/click", JsonTrees.object());
  }

  /** Types into an element. */
  void type(String selector, String text) {
    command(element(selector) + "/value", JsonTrees.object().put("text", text));
  }

  /** Presses keys in the element that has the focus. */
  void press(String keys) {
    var active = get("/element/active").path(ELEMENT).asText();
    command("/element/" + active + "/value", JsonTrees.object().put("text", keys));
  }

  /** Sends a command of the DevTools protocol, for which WebDriver has none. */
  JsonNode devTools(String command, ObjectNode parameters) {
    var body = JsonTrees.object().put("cmd", command);
    body.set("params", parameters);
    return command("/goog/cdp/execute", body);
  }

  /**
   * Replaces the content of the document, which keeps its policy. The browser parses the markup.
   */
  void replaceDocument(String markup) {
    var frame = devTools("Page.getFrameTree", JsonTrees.object()).at("/frameTree/frame/id");
    devTools(
        "Page.setDocumentContent",
        JsonTrees.object().put("frameId", frame.asText()).put("html", markup));
  }

  void downloadTo(Path folder) {
    devTools(
        "Browser.setDownloadBehavior",
        JsonTrees.object()
            .put("behavior", "allow")
            .put("downloadPath", folder.toAbsolutePath().toString()));
  }

  void permitClipboard() {
    var parameters = JsonTrees.object();
    parameters.putArray("permissions").add("clipboardReadWrite").add("clipboardSanitizedWrite");
    devTools("Browser.grantPermissions", parameters);
  }

  void resize(int width, int height) {
    devTools(
        "Emulation.setDeviceMetricsOverride",
        JsonTrees.object()
            .put("width", width)
            .put("height", height)
            .put("deviceScaleFactor", 1)
            .put("mobile", false));
  }

  /** Selects the color scheme {@code light} or {@code dark}. */
  void colorScheme(String scheme) {
    var parameters = JsonTrees.object();
    parameters
        .putArray("features")
        .addObject()
        .put("name", "prefers-color-scheme")
        .put("value", scheme);
    devTools("Emulation.setEmulatedMedia", parameters);
  }

  void screenshot(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, Base64.getDecoder().decode(get("/screenshot").asText()));
  }

  @Override
  public void close() {
    try (http) {
      send(HttpRequest.newBuilder(URI.create(session)).DELETE());
    } finally {
      driver.destroy();
    }
  }

  private String element(String selector) {
    var query = JsonTrees.object().put("using", "css selector").put("value", selector);
    return "/element/" + command("/element", query).path(ELEMENT).asText();
  }

  private JsonNode get(String path) {
    return send(HttpRequest.newBuilder(URI.create(session + path)));
  }

  private JsonNode command(String path, ObjectNode body) {
    return post(session + path, body);
  }

  private JsonNode post(String url, ObjectNode body) {
    return send(
        HttpRequest.newBuilder(URI.create(url))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(JsonTrees.write(body))));
  }

  private JsonNode send(HttpRequest.Builder request) {
    try {
      var response = http.send(request.timeout(TIMEOUT).build(), BodyHandlers.ofString());
      var value = JsonTrees.read(response.body()).path("value");
      if (response.statusCode() != 200) {
        throw new IllegalStateException(value.path("message").asText());
      }
      return value;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String program() throws IOException {
    var script =
        new ProcessBuilder("dev/chromium").redirectError(ProcessBuilder.Redirect.INHERIT).start();
    return new String(script.getInputStream().readAllBytes(), UTF_8).strip();
  }

  private static String port(Process driver) throws IOException {
    var output = driver.inputReader(UTF_8);
    for (var line = output.readLine(); line != null; line = output.readLine()) {
      var port = PORT.matcher(line);
      if (port.find()) {
        return port.group(1);
      }
    }
    throw new IOException("chromedriver does not start");
  }
}
