package ai.sympozium.operator.channel;

import ai.sympozium.api.ChannelMessage;
import ai.sympozium.api.ChannelMessagePhase;
import ai.sympozium.api.ChannelMessageSpec;
import ai.sympozium.api.ChannelMessageStatus;
import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.operator.kube.ListPages;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the messages of an instance for its connector and stores the outcomes. The objects are the
 * queue: nothing is lost or sent twice because a process of the operator restarts.
 */
@ApplicationScoped
public class MessageQueue {
  /** Time after which messages of other replicas and finished pauses are found. */
  private static final Duration MAX_PAUSE = Duration.ofSeconds(1);

  /** Users can create any number of messages. The others follow when these are final. */
  private static final int MAX_LISTED = 4096;

  private final KubernetesClient client;
  private final InstantSource clock;
  private final Object changes = new Object();
  private volatile @Nullable IndexerResourceCache<ChannelMessage> cache;

  MessageQueue(KubernetesClient client, InstantSource clock) {
    this.client = client;
    this.clock = clock;
  }

  /** Uses the cache of the message controller, which only the leader fills. */
  void useCache(IndexerResourceCache<ChannelMessage> messages) {
    cache = messages;
  }

  /** Triggers the connectors that wait. */
  void changed() {
    synchronized (changes) {
      changes.notifyAll();
    }
  }

  /** Returns the messages that are due, and waits for them. Empty after the time. */
  public List<ChannelMessage> awaitDue(SympoziumInstance instance, Duration time)
      throws InterruptedException {
    Instant end = clock.instant().plus(time);
    while (true) {
      List<ChannelMessage> due = due(instance);
      Duration left = Duration.between(clock.instant(), end);
      if (!due.isEmpty() || left.isNegative() || left.isZero()) {
        return due;
      }
      synchronized (changes) {
        changes.wait(Math.max(1, Math.min(left.toMillis(), MAX_PAUSE.toMillis())));
      }
    }
  }

  /**
   * Each message is read again: the cache can be older than the last outcome, and a list keeps no
   * texts.
   */
  private List<ChannelMessage> due(SympoziumInstance instance) {
    Instant now = clock.instant();
    IndexerResourceCache<ChannelMessage> cached = cache;
    Stream<ChannelMessage> known =
        cached == null
            ? list(instance)
            : cached.list(instance.getMetadata().getNamespace(), message -> true);
    return DueMessages.of(instance, known, now).stream()
        .flatMap(message -> refreshed(message, instance, now).stream())
        .toList();
  }

  private Stream<ChannelMessage> list(SympoziumInstance instance) {
    List<ChannelMessage> waiting = new ArrayList<>();
    ListPages.<ChannelMessage>forEachWhile(
        client.resources(ChannelMessage.class).inNamespace(instance.getMetadata().getNamespace()),
        null,
        message -> {
          if (DueMessages.isOf(message, instance) && !MessageStatus.phase(message).isFinal()) {
            waiting.add(withoutTexts(message));
          }
          return waiting.size() < MAX_LISTED;
        });
    return waiting.stream();
  }

  private static ChannelMessage withoutTexts(ChannelMessage message) {
    ChannelMessageSpec spec = message.getSpec();
    ChannelMessageStatus status = message.getStatus();
    ChannelMessage kept = new ChannelMessage();
    kept.setMetadata(
        new ObjectMetaBuilder()
            .withName(message.getMetadata().getName())
            .withNamespace(message.getMetadata().getNamespace())
            .withCreationTimestamp(message.getMetadata().getCreationTimestamp())
            .build());
    kept.setSpec(
        new ChannelMessageSpec(spec.instanceRef(), spec.channel(), spec.chatId(), null, ""));
    kept.setStatus(
        status == null
            ? null
            : new ChannelMessageStatus(
                status.phase(), null, null, null, status.nextAttemptAt(), null, List.of()));
    return kept;
  }

  private Optional<ChannelMessage> refreshed(
      ChannelMessage message, SympoziumInstance instance, Instant now) {
    return find(message.getMetadata().getNamespace(), message.getMetadata().getName())
        .filter(live -> !DueMessages.of(instance, Stream.of(live), now).isEmpty());
  }

  private Optional<ChannelMessage> find(String namespace, String name) {
    return Optional.ofNullable(
        client.resources(ChannelMessage.class).inNamespace(namespace).withName(name).get());
  }

  /**
   * Stores the outcome of an attempt. Has no effect on a message that is final, of another instance
   * or another object of the same name.
   *
   * @return whether the message exists
   */
  public boolean store(SympoziumInstance instance, DeliveryReport report) {
    Optional<ChannelMessage> found =
        find(instance.getMetadata().getNamespace(), report.name())
            .filter(message -> Objects.equals(message.getMetadata().getUid(), report.uid()))
            .filter(message -> DueMessages.isOf(message, instance));
    found
        .filter(message -> MessageStatus.phase(message) == ChannelMessagePhase.PENDING)
        .ifPresent(message -> write(message, report.status(message, clock.instant())));
    return found.isPresent();
  }

  /** Writes a status unless the message has changed since it was read. */
  void write(ChannelMessage message, ChannelMessageStatus status) {
    ChannelMessage changed = new ChannelMessage();
    changed.setMetadata(message.getMetadata());
    changed.setSpec(message.getSpec());
    changed.setStatus(status);
    client.resource(changed).updateStatus();
    changed();
  }
}
