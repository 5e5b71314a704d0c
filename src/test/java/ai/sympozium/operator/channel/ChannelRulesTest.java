package ai.sympozium.operator.channel;

import static ai.sympozium.operator.channel.ChannelFixture.instance;
import static ai.sympozium.operator.channel.ChannelFixture.withWebhook;
import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.operator.channel.ChannelRules.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChannelRulesTest {
  private static final String RESTRICTED =
      "[{type: webhook, configRef: {secret: hook}, accessControl: {allowedChats: [ops, dev]}}]";

  @Test
  void shouldAllowAnyChatWhenInstanceDoesNotRestrictThem() {
    assertThat(ChannelRules.problem(withWebhook(), "webhook", "ops")).isEmpty();
    assertThat(ChannelRules.problem(withWebhook(), "webhook", null)).isEmpty();
  }

  @Test
  void shouldAllowOnlyChatsThatInstanceNames() {
    var instance = instance(RESTRICTED);

    assertThat(ChannelRules.problem(instance, "webhook", "dev")).isEmpty();
    assertThat(ChannelRules.problem(instance, "webhook", "other"))
        .hasValueSatisfying(problem -> assertChat(problem));
    assertThat(ChannelRules.problem(instance, "webhook", null))
        .hasValueSatisfying(problem -> assertChat(problem));
  }

  private static void assertChat(Problem problem) {
    assertThat(problem.reason()).isEqualTo(ChannelReason.CHAT_NOT_ALLOWED);
    assertThat(problem.message()).startsWith("chatId: ");
  }

  @Test
  void shouldNameChannelsWhenChannelIsUnknown() {
    assertThat(ChannelRules.problem(withWebhook(), "slack", null))
        .hasValueSatisfying(problem -> {
          assertThat(problem.reason()).isEqualTo(ChannelReason.CHANNEL_NOT_FOUND);
          assertThat(problem.message()).startsWith("channel: ").contains("Use one of: webhook.");
        });
    assertThat(ChannelRules.problem(instance("[]"), "webhook", null))
        .hasValueSatisfying(
            problem -> assertThat(problem.message()).contains("It has no channels."));
  }

  @Test
  void shouldReportInstanceThatDoesNotExist() {
    assertThat(ChannelRules.problem(null, "webhook", null))
        .hasValueSatisfying(problem -> assertThat(problem.message()).startsWith("instanceRef: "));
  }

  @ParameterizedTest
  @CsvSource({
    "'[{type: webhook}]', spec.channels[0].configRef.secret, SecretMissing",
    "'[{type: webhook, configRef: {secret: \" \"}}]', spec.channels[0].configRef.secret,"
        + " SecretMissing"
  })
  void shouldReportChannelThatCannotBeUsed(String channels, String field, String reason) {
    assertThat(ChannelRules.problem(instance(channels)))
        .hasValueSatisfying(problem -> {
          assertThat(problem.reason().value()).isEqualTo(reason);
          assertThat(problem.message()).startsWith(field + ": ");
        });
  }
}
