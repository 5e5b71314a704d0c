package ai.sympozium.operator.channel;

import ai.sympozium.api.ChannelMessage;
import ai.sympozium.api.ChannelMessagePhase;
import ai.sympozium.api.ChannelMessageSpec;
import ai.sympozium.api.ChannelMessageStatus;
import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.contract.OperatorTool;
import ai.sympozium.contract.SendChannelMessage;
import ai.sympozium.operator.channel.ChannelRules.Problem;
import ai.sympozium.operator.kube.ApiErrors;
import ai.sympozium.operator.kube.ListPages;
import ai.sympozium.operator.kube.OwnerReferences;
import ai.sympozium.operator.toolrequest.ToolAnswer;
import ai.sympozium.operator.toolrequest.ToolRequest;
import ai.sympozium.operator.toolrequest.ToolRequestException;
import ai.sympozium.operator.toolrequest.ToolRequestHandler;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.quarkus.runtime.util.HashUtil;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Creates the messages that agents send, in the namespace of the run and for its own instance only,
 * and answers with the outcome.
 *
 * <p>Crash-safe: the name of a message is derived from the request, so a repeated request finds it.
 */
@ApplicationScoped
class SendChannelMessageHandler implements ToolRequestHandler {
  /** Messages of one run that exist at a time. They are deleted an hour after their delivery. */
  static final int MAX_PER_RUN = 50;

  /** Messages of agents of one instance that wait for their delivery. */
  static final int MAX_PENDING_PER_INSTANCE = 100;

  private static final Duration MAX_WAIT = Duration.ofSeconds(15);
  private static final int HASH_CHARACTERS = 12;

  private final KubernetesClient client;
  private final InstantSource clock;

  SendChannelMessageHandler(KubernetesClient client, InstantSource clock) {
    this.client = client;
    this.clock = clock;
  }

  @Override
  public OperatorTool tool() {
    return OperatorTool.SEND_CHANNEL_MESSAGE;
  }

  @Override
  public ToolAnswer handle(ToolRequest request) {
    ChannelMessageSpec spec = MessageArguments.read(request.plan().instance(), request.arguments());
    ObjectMeta identity = identity(request);
    ChannelMessage message = find(identity);
    if (message == null) {
      SympoziumInstance instance = instance(request);
      ChannelRules.problem(instance, spec.channel(), spec.chatId())
          .ifPresent(problem -> {
            throw failure(problem);
          });
      checkLimits(request);
      message = create(request, Objects.requireNonNull(instance), identity, spec);
    }
    if (!message.getSpec().equals(spec)) {
      throw new ToolRequestException(
          "NameConflict",
          "another message has the name " + identity.getName(),
          "Send the message once more.");
    }
    return answer(message);
  }

  private ToolAnswer answer(ChannelMessage message) {
    ChannelMessageStatus status = message.getStatus();
    String text = status == null || status.message() == null ? "" : status.message();
    ChannelMessagePhase phase = MessageStatus.phase(message);
    if (phase == ChannelMessagePhase.FAILED) {
      String reason = status == null || status.reason() == null ? "Failed" : status.reason();
      throw new ToolRequestException(
          reason, text, "The message was not sent. State this in your answer.");
    }
    Instant answerBy = MessageStatus.createdAt(message).plus(MAX_WAIT);
    if (phase == ChannelMessagePhase.PENDING && clock.instant().isBefore(answerBy)) {
      return new ToolAnswer.Pending();
    }
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    return new ToolAnswer.Done(
        result
            .put(SendChannelMessage.NAME, message.getMetadata().getName())
            .put(SendChannelMessage.SENT, phase == ChannelMessagePhase.SENT)
            .put(SendChannelMessage.MESSAGE, text));
  }

  private ChannelMessage create(
      ToolRequest request,
      SympoziumInstance instance,
      ObjectMeta identity,
      ChannelMessageSpec spec) {
    ChannelMessage message = new ChannelMessage();
    message.setMetadata(
        new ObjectMetaBuilder(identity)
            .addToLabels(SympoziumLabels.LABEL_MANAGED_BY, SympoziumLabels.MANAGED_BY)
            .addToLabels(SympoziumLabels.LABEL_SOURCE, SympoziumLabels.SOURCE_AGENT)
            .addToLabels(SympoziumLabels.LABEL_INSTANCE, spec.instanceRef())
            .addToLabels(SympoziumLabels.LABEL_RUN, request.run().getMetadata().getName())
            .addToLabels(SympoziumLabels.LABEL_RUN_UID, request.run().getMetadata().getUid())
            .withOwnerReferences(OwnerReferences.of(instance))
            .build());
    message.setSpec(spec);
    try {
      return client.resource(message).create();
    } catch (KubernetesClientException e) {
      ChannelMessage existing = ApiErrors.canExist(e) ? find(identity) : null;
      if (existing == null) {
        throw e;
      }
      return existing;
    }
  }

  private void checkLimits(ToolRequest request) {
    String run = request.run().getMetadata().getUid();
    AtomicInteger ofRun = new AtomicInteger();
    AtomicInteger pending = new AtomicInteger();
    ListPages.<ChannelMessage>forEachWhile(
        client
            .resources(ChannelMessage.class)
            .inNamespace(request.run().getMetadata().getNamespace()),
        SympoziumLabels.LABEL_INSTANCE + "=" + request.plan().instance(),
        message -> {
          if (run.equals(message.getMetadata().getLabels().get(SympoziumLabels.LABEL_RUN_UID))) {
            ofRun.incrementAndGet();
          }
          if (!MessageStatus.phase(message).isFinal()) {
            pending.incrementAndGet();
          }
          return ofRun.get() < MAX_PER_RUN && pending.get() < MAX_PENDING_PER_INSTANCE;
        });
    if (ofRun.get() >= MAX_PER_RUN) {
      throw tooMany("the run has sent " + ofRun + " messages");
    }
    if (pending.get() >= MAX_PENDING_PER_INSTANCE) {
      throw tooMany(pending + " messages of the instance are not delivered yet");
    }
  }

  private @Nullable SympoziumInstance instance(ToolRequest request) {
    return client
        .resources(SympoziumInstance.class)
        .inNamespace(request.run().getMetadata().getNamespace())
        .withName(request.plan().instance())
        .get();
  }

  private @Nullable ChannelMessage find(ObjectMeta identity) {
    return client
        .resources(ChannelMessage.class)
        .inNamespace(identity.getNamespace())
        .withName(identity.getName())
        .get();
  }

  private static ObjectMeta identity(ToolRequest request) {
    String hash = HashUtil.sha256(request.key()).substring(0, HASH_CHARACTERS);
    return new ObjectMetaBuilder()
        .withName(request.run().getMetadata().getName() + "-" + hash)
        .withNamespace(request.run().getMetadata().getNamespace())
        .build();
  }

  private static ToolRequestException failure(Problem problem) {
    return new ToolRequestException(
        problem.reason().value(),
        problem.message(),
        "Correct the argument, or continue without the tool.");
  }

  private static ToolRequestException tooMany(String cause) {
    return new ToolRequestException(
        "TooManyMessages", cause + ", which is the limit", "Continue without more messages.");
  }
}
