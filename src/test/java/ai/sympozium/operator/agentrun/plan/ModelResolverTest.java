package ai.sympozium.operator.agentrun.plan;

import static ai.sympozium.operator.agentrun.plan.FakeClusterReader.run;
import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.operator.agentrun.plan.PlanResult.Reason;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests provider, model, endpoint, key and time limit of a run. */
class ModelResolverTest {
  private static final FakeClusterReader PLAIN =
      new FakeClusterReader().withInstance("agents: {default: {model: gpt-oss-120b}}");
  private static final FakeClusterReader WITH_KEY =
      new FakeClusterReader()
          .withInstance(
              "agents: {default: {model: m, baseURL: 'https://its/v1'}}",
              "authRefs: [{secret: its}]");

  @Test
  void shouldUseOpenaiWithoutKeyByDefault() {
    assertThat(PLAIN.plan(run()).model())
        .isEqualTo(new RunPlan.Model("openai", "gpt-oss-120b", null, null, null, Map.of()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "model: {model: small, baseURL: 'https://small/v1'} | small | https://small/v1",
        "model: {model: small}                              | small | http://big/v1",
        "model: {baseURL: 'https://small/v1'}               | big   | https://small/v1",
        "agentId: a                                         | big   | http://big/v1"
      })
  void shouldPreferTheModelOfTheRun(String run, String model, String baseUrl) {
    var cluster =
        new FakeClusterReader()
            .withInstance(
                "agents: {default: {model: big, provider: openai, baseURL: 'http://big/v1'}}");

    assertThat(cluster.plan(run(run)).model())
        .isEqualTo(new RunPlan.Model("openai", model, baseUrl, null, null, Map.of()));
  }

  @Test
  void shouldUseKeyOfProvider() {
    var cluster =
        new FakeClusterReader()
            .withInstance(
                "agents: {default: {model: m, provider: openai}}",
                "authRefs: [{provider: other, secret: wrong}, {provider: openai, secret: right}]");

    assertThat(cluster.plan(run()).model().keySecret()).isEqualTo("right");
  }

  @Test
  void shouldUseKeyWithoutProviderForAnyProvider() {
    var cluster =
        new FakeClusterReader()
            .withInstance("agents: {default: {model: m}}", "authRefs: [{secret: any}]");

    assertThat(cluster.plan(run()).model().keySecret()).isEqualTo("any");
  }

  @ParameterizedTest
  @CsvSource({"own, own", "'', "})
  void shouldPreferTheKeyOfTheRunAndUseNoneWhenItIsEmpty(String ref, @Nullable String secret) {
    var cluster =
        new FakeClusterReader()
            .withInstance("agents: {default: {model: m}}", "authRefs: [{secret: its}]");

    assertThat(cluster.plan(run("model: {authSecretRef: '" + ref + "'}")).model().keySecret())
        .isEqualTo(secret);
  }

  @Test
  void shouldRefuseToSendTheInstancesKeyToAnEndpointOfTheRun() {
    assertThat(WITH_KEY.refusal(run("model: {baseURL: 'https://mine/v1'}"), Reason.MODEL_INVALID))
        .isEqualTo(
            "spec.model.baseURL: the key of instance \"sre-bot\" can only be used at the instance's"
                + " own endpoint. Set spec.model.authSecretRef to a Secret with a key for this"
                + " endpoint, or to \"\" if it needs none.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{baseURL: 'https://its/v1'}                       | https://its/v1  | its",
        "{baseURL: 'https://mine/v1', authSecretRef: mine} | https://mine/v1 | mine",
        "{baseURL: 'https://mine/v1', authSecretRef: ''}   | https://mine/v1 |"
      })
  void shouldAcceptAnEndpointWithItsOwnKey(String model, String baseUrl, @Nullable String secret) {
    assertThat(WITH_KEY.plan(run("model: " + model)).model())
        .isEqualTo(new RunPlan.Model("openai", "m", baseUrl, secret, null, Map.of()));
  }

  @Test
  void shouldAcceptAnEndpointOfTheRunWhenTheInstanceHasNoKey() {
    assertThat(PLAIN.plan(run("model: {baseURL: 'https://mine/v1'}")).model())
        .isEqualTo(
            new RunPlan.Model("openai", "gpt-oss-120b", "https://mine/v1", null, null, Map.of()));
  }

  @Test
  void shouldSkipKeysWithABlankName() {
    var cluster =
        new FakeClusterReader()
            .withInstance(
                "agents: {default: {model: m}}", "authRefs: [{secret: ' '}, {secret: next}]");

    assertThat(cluster.plan(run()).model().keySecret()).isEqualTo("next");
  }

  @Test
  void shouldOmitBaseUrlAndKeyWhenProviderIsReplay() {
    var cluster =
        new FakeClusterReader()
            .withInstance(
                "agents: {default: {model: tape, provider: replay, baseURL: 'http://x'}}",
                "authRefs: [{secret: its}]")
            .withTranscript("tape");

    assertThat(cluster.plan(run()).model())
        .isEqualTo(new RunPlan.Model("replay", "tape", null, null, null, Map.of()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "agents: {default: {model: m}}                   | model: {provider: oracle} |"
            + " spec.model.provider",
        "agents: {default: {model: m, provider: oracle}} | agentId: a  | instance \"sre-bot\":"
            + " spec.agents.default.provider",
        "{agents: {default: {model: m}}, authRefs: [{provider: oracle, secret: s}]} | agentId: a |"
            + " instance \"sre-bot\": spec.authRefs[0].provider"
      })
  void shouldRefuseUnknownProviderAtItsField(String instance, String run, String field) {
    assertThat(
            new FakeClusterReader().withInstance(instance).refusal(run(run), Reason.MODEL_INVALID))
        .isEqualTo(
            field
                + ": provider \"oracle\" is unknown. Use openai (with baseURL for any compatible"
                + " endpoint), anthropic or replay.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "agentId: a           | instance \"sre-bot\": spec.agents.default.model",
        "model: {provider: replay, model: tape} | spec.model.model",
        "model: {provider: replay}              | instance \"sre-bot\": spec.agents.default.model"
      })
  void shouldRefuseReplayWithoutATranscriptAtTheFieldOfTheName(String run, String fieldPath) {
    var cluster =
        new FakeClusterReader().withInstance("agents: {default: {model: tape, provider: replay}}");

    assertThat(cluster.refusal(run(run), Reason.MODEL_INVALID))
        .isEqualTo(
            fieldPath
                + ": provider replay needs ConfigMap \"tape\" with key transcript.jsonl in"
                + " namespace demo, which does not exist. Create it, for example from a recorded"
                + " run: kubectl get configmap <run>-transcript");
  }

  @Test
  void shouldRefuseTranscriptWhenAuthorOfItsNameDidNotChooseReplay() {
    String providerMissing =
        "spec.model.provider: a run that names its own transcript must name the provider too. Set"
            + " it to replay.";
    assertThat(refusal("agents: {default: {model: a, provider: replay}}", "{model: b}"))
        .isEqualTo(providerMissing);
    assertThat(
            refusal(
                "{agents: {default: {model: a}}, authRefs: [{provider: replay}]}", "{model: b}"))
        .isEqualTo(providerMissing);
    assertThat(refusal("agents: {default: {model: a}}", "{provider: replay}"))
        .isEqualTo(
            "spec.model.model: a run that sets provider replay must name its transcript. Set it to"
                + " a ConfigMap with key transcript.jsonl.");
  }

  private static String refusal(String instance, String model) {
    return new FakeClusterReader()
        .withInstance(instance)
        .withTranscript("a")
        .withTranscript("b")
        .refusal(run("model: " + model), Reason.MODEL_INVALID);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"'../../secrets/key'", "'?watch=true'", "'a/b'", "'a#b'", "'Tape'", "'a b'"})
  void shouldRefuseInvalidTranscriptNameWithoutReadingIt(String name) {
    var cluster = new FakeClusterReader().withInstance("agents: {default: {model: m}}");

    String message =
        cluster.refusal(
            run("model: {provider: replay, model: " + name + "}"), Reason.MODEL_INVALID);

    assertThat(message).startsWith("spec.model.model: ").contains("which does not exist");
    assertThat(cluster.readNames()).containsExactly("sre-bot");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "models.example/v1",
        "ftp://models.example",
        "file:///etc/passwd",
        "https://",
        "http:///v1",
        "javascript:alert(1)",
        "https://a b",
        "/v1",
        "mailto:a@b"
      })
  void shouldRefuseBaseUrlWhenNotHttp(String url) {
    assertThat(PLAIN.refusal(run("model: {baseURL: '" + url + "'}"), Reason.MODEL_INVALID))
        .isEqualTo(
            "spec.model.baseURL: \""
                + url
                + "\" is not an http or https URL. Use a URL such as https://models.example/v1.");
  }

  @Test
  void shouldNameInstanceWhenItsBaseUrlIsInvalid() {
    var cluster =
        new FakeClusterReader().withInstance("agents: {default: {model: m, baseURL: nowhere}}");

    assertThat(cluster.refusal(run(), Reason.MODEL_INVALID))
        .startsWith("instance \"sre-bot\": spec.agents.default.baseURL: \"nowhere\"");
  }

  @Test
  void shouldUseTimeoutOfTenMinutesByDefault() {
    assertThat(PLAIN.plan(run()).timeoutSeconds()).isEqualTo(600);
  }

  @ParameterizedTest
  @CsvSource({"1s, 1", "1000ms, 1", "1999ms, 1", "90s, 90", "1h30m, 5400", "24h, 86400"})
  void shouldAcceptTimeoutWithinBounds(String timeout, long seconds) {
    assertThat(PLAIN.plan(run("timeout: " + timeout)).timeoutSeconds()).isEqualTo(seconds);
  }

  @ParameterizedTest
  @ValueSource(strings = {"999ms", "0s", "24h1ms", "25h", "999999999h", "10", "-1m", "soon", "1d"})
  void shouldRefuseTimeoutOutOfBounds(String timeout) {
    assertThat(PLAIN.refusal(run("timeout: '" + timeout + "'"), Reason.TIMEOUT_INVALID))
        .isEqualTo(
            "spec.timeout: \""
                + timeout
                + "\" is not a duration between 1s and 24h. Use a duration such as 10m.");
  }

  @ParameterizedTest
  @CsvSource({"agentId: a, 300", "timeout: 1m, 60"})
  void shouldPreferTheTimeoutOfTheRun(String run, long seconds) {
    var cluster =
        new FakeClusterReader().withInstance("agents: {default: {model: m, runTimeout: 5m}}");

    assertThat(cluster.plan(run(run)).timeoutSeconds()).isEqualTo(seconds);
  }

  @Test
  void shouldNameTheInstanceWhenItsTimeoutIsInvalid() {
    var cluster =
        new FakeClusterReader().withInstance("agents: {default: {model: m, runTimeout: 48h}}");

    assertThat(cluster.refusal(run(), Reason.TIMEOUT_INVALID))
        .isEqualTo(
            "instance \"sre-bot\": spec.agents.default.runTimeout: \"48h\" is not a duration"
                + " between 1s and 24h. Use a duration such as 10m.");
  }

  @Test
  void shouldIgnoreAnInvalidTimeoutOfTheInstanceWhenTheRunHasOne() {
    var cluster =
        new FakeClusterReader().withInstance("agents: {default: {model: m, runTimeout: 48h}}");

    assertThat(cluster.plan(run("timeout: 1m")).timeoutSeconds()).isEqualTo(60);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "openai-compatible",
        "azure-openai",
        "ollama",
        "lm-studio",
        "llama-server",
        "vllm",
        "unsloth",
        "anthropic"
      })
  void shouldAcceptProviderAndUseItsFirstKey(String provider) {
    var cluster =
        new FakeClusterReader()
            .withInstance(
                "agents: {default: {model: m, provider: " + provider + ", thinking: low}}",
                "authRefs: [{provider: openai, secret: wrong}, {provider: "
                    + provider
                    + ", secret: right}, {provider: "
                    + provider
                    + ", secret: second}]");

    assertThat(cluster.plan(run()).model())
        .isEqualTo(new RunPlan.Model(provider, "m", null, "right", "low", Map.of()));
  }

  @Test
  void shouldPreferThinkingOfRun() {
    var cluster =
        new FakeClusterReader().withInstance("agents: {default: {model: m, thinking: low}}");

    assertThat(cluster.plan(run("model: {thinking: high}")).model().thinking()).isEqualTo("high");
  }

  @Test
  void shouldSendHeadersOfInstanceToItsOwnEndpointOnly() {
    var cluster =
        new FakeClusterReader()
            .withInstance(
                "agents: {default: {model: m, baseURL: 'https://its/v1', providerHeaders: {x-team:"
                    + " platform}}}");

    assertThat(cluster.plan(run()).model().headers()).containsEntry("x-team", "platform");
    assertThat(cluster.plan(run("model: {baseURL: 'https://mine/v1'}")).model().headers())
        .isEmpty();
  }

  @Test
  void shouldUseSecretOfHeadersForOwnEndpointOfInstanceOnly() {
    var cluster =
        new FakeClusterReader()
            .withInstance(
                "agents: {default: {model: m, baseURL: 'https://its/v1', providerHeadersSecretRef:"
                    + " gateway}}");

    assertThat(cluster.plan(run()).model().headersSecret()).isEqualTo("gateway");
    assertThat(cluster.plan(run("model: {baseURL: 'https://mine/v1'}")).model().headersSecret())
        .isNull();
  }

  @Test
  void shouldRefuseRunWhenHeaderOfInstanceIsInvalid() {
    assertThat(refusalOfHeader("'x team': platform"))
        .isEqualTo(
            "instance \"sre-bot\": spec.agents.default.providerHeaders: header name \"x team\" is"
                + " invalid. Use letters, digits and hyphens, such as X-Team.");
    assertThat(refusalOfHeader("x-team: \"top-secret\\r\\nHost: a\""))
        .contains("the value of header \"x-team\" is invalid")
        .doesNotContain("top-secret");
  }

  private static String refusalOfHeader(String header) {
    return new FakeClusterReader()
        .withInstance("agents: {default: {model: m, providerHeaders: {" + header + "}}}")
        .refusal(run(), Reason.MODEL_INVALID);
  }

  @Test
  void shouldRefuseRunWhenConfigMapOfAuthoritiesHasNotTheKey() {
    var cluster =
        new FakeClusterReader()
            .withInstance("agents: {default: {model: m, tls: {caCertConfigMapRef: model-ca}}}");

    assertThat(cluster.refusal(run(), Reason.MODEL_INVALID))
        .isEqualTo(
            "instance \"sre-bot\": spec.agents.default.tls.caCertConfigMapRef: ConfigMap"
                + " \"model-ca\" with the key ca.crt not found in namespace demo. Create it with"
                + " the certificates in PEM format, or set agents.default.tls.caCertKey to its"
                + " key.");
  }

  @Test
  void shouldPlanAuthoritiesOfInstance() {
    var settings =
        new FakeClusterReader()
            .withInstance(
                "agents: {default: {model: m, tls: {caCertConfigMapRef: model-ca, caCertKey:"
                    + " transcript.jsonl}}}")
            .withTranscript("model-ca")
            .plan(run())
            .settings();

    assertThat(settings.caConfigMap()).isEqualTo("model-ca");
    assertThat(settings.caKey()).isEqualTo("transcript.jsonl");
  }
}
