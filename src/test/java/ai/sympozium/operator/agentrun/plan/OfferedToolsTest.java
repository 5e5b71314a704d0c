package ai.sympozium.operator.agentrun.plan;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.operator.agentrun.plan.OfferedTools.OfferedTool;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests which tools an endpoint offers. */
class OfferedToolsTest {
  private static final String SCALE = "{name: scale, description: Scales., exec: [kubectl]}";
  private static final String DRAIN = "{name: drain, description: Drains., exec: [kubectl]}";
  private static final String SKILLS = "skills: [{skillPackRef: a}, {skillPackRef: b}]";

  private static FakeClusterReader cluster(String endpoint, String agent, String skills) {
    return new FakeClusterReader()
        .withInstance(
            "agents: {default: {model: m " + agent + "}}", skills, "endpoint: " + endpoint)
        .withPack("demo", "a", pack(SCALE + ", " + DRAIN))
        .withPack("demo", "b", pack(SCALE));
  }

  private static String pack(String tools) {
    return "sidecar: {image: i, tools: [" + tools + "]}";
  }

  private static List<String> offered(FakeClusterReader cluster) {
    SympoziumInstance instance = cluster.instance("demo", "sre-bot").orElseThrow();
    return OfferedTools.of(instance, cluster).stream()
        .map(tool -> tool.skill() + "/" + tool.name())
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "{}", "{tools: []}", "{webUI: true}"})
  void shouldOfferNothingAndReadNoPackByDefault(String endpoint) {
    var cluster = cluster(endpoint, "", SKILLS);

    assertThat(offered(cluster)).isEmpty();
    assertThat(cluster.readNames()).containsOnly("sre-bot");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "scale | a/scale b/scale",
        "b/scale | b/scale",
        "a/drain, scale | a/scale a/drain b/scale",
        "a | ''",
        "'*' | ''",
        "a/* | ''",
        "c/scale | ''",
        "execute_command | ''"
      })
  void shouldOfferToolsByTheirNames(String tools, String expected) {
    String quoted = "'" + tools.replace(", ", "', '") + "'";

    assertThat(offered(cluster("{tools: [" + quoted + "]}", "", SKILLS)))
        .isEqualTo(expected.isEmpty() ? List.of() : List.of(expected.split(" ", -1)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{deny: [scale]} | a/drain",
        "{deny: [a/scale]} | a/drain b/scale",
        "{allow: [b/scale]} | b/scale"
      })
  void shouldNotOfferToolsThatThePolicyDenies(String policy, String expected) {
    assertThat(offered(cluster("{tools: [scale, drain]}", ", toolPolicy: " + policy, SKILLS)))
        .containsExactly(expected.split(" ", -1));
  }

  @Test
  void shouldOmitPacksThatAreAbsentAttachedTwiceOrTheEndpoint() {
    var cluster =
        cluster(
                "{tools: [scale]}",
                "",
                "skills: [{skillPackRef: absent}, {skillPackRef: b}, {skillPackRef: b},"
                    + " {skillPackRef: web-endpoint}, {configMapRef: texts},"
                    + " {skillPackRef: ../a}]")
            .withPack("sympozium-system", "web-endpoint", pack(SCALE));

    assertThat(offered(cluster)).containsExactly("b/scale");
  }

  @Test
  void shouldPreferPackOfTheNamespace() {
    var cluster =
        cluster("{tools: [scale, drain]}", "", "skills: [{skillPackRef: b}]")
            .withPack("sympozium-system", "b", pack(SCALE + ", " + DRAIN));

    assertThat(offered(cluster)).containsExactly("b/scale");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{name: scale, description: d, exec: []}",
        "{name: scale, description: d, exec: [x], parameters: {type: array}}",
        "{name: scale, description: d, exec: [x], parameters: {type: object, $id: 'http://x/'}}"
      })
  void shouldNotOfferInvalidTool(String tool) {
    var cluster =
        cluster("{tools: [scale]}", "", "skills: [{skillPackRef: c}]")
            .withPack("demo", "c", pack(tool));

    assertThat(offered(cluster)).isEmpty();
  }

  /** A run refuses the whole pack. */
  @Test
  void shouldOfferNothingOfPackWithOneInvalidTool() {
    String pack = pack(SCALE + ", {name: broken, description: d, exec: []}");
    var cluster =
        cluster("{tools: [scale]}", "", "skills: [{skillPackRef: c}]").withPack("demo", "c", pack);

    assertThat(offered(cluster)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Scale", "a-b", "a b", "a/b", "ä", "read_file", "'x\ny'", "''"})
  void shouldNotOfferToolWithHostileName(String name) {
    var cluster =
        cluster("{tools: [\"" + name.replace("'", "") + "\"]}", "", "skills: [{skillPackRef: c}]")
            .withPack("demo", "c", pack("{name: " + name + ", description: d, exec: [x]}"));

    assertThat(offered(cluster)).isEmpty();
  }

  @Test
  void shouldDescribeToolWithoutParameters() {
    var cluster = cluster("{tools: [b/scale]}", "", SKILLS);
    SympoziumInstance instance = cluster.instance("demo", "sre-bot").orElseThrow();

    OfferedTool tool = OfferedTools.of(instance, cluster).getFirst();

    assertThat(tool.description()).isEqualTo("Scales.");
    assertThat(tool.parameters().path("type").asText()).isEqualTo("object");
    assertThat(tool.parameters().path("additionalProperties").asBoolean(true)).isFalse();
  }
}
