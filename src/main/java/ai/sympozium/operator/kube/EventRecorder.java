package ai.sympozium.operator.kube;

import ai.sympozium.base.SecretMasker;
import ai.sympozium.base.TruncatedText;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Writes Kubernetes events in the background, a few at a time, so that a burst of events does not
 * delay pods and grants. Retries transient failures. Drops an event with a warning in the log when
 * too many are waiting, or when the API server rejects it or stays unavailable.
 */
@ApplicationScoped
public class EventRecorder {
  private static final Logger LOG = Logger.getLogger(EventRecorder.class);
  private static final int MAX_MESSAGE_BYTES = 1024;
  private static final int MAX_NAME_PREFIX = 200;

  /** Enough that one call that hangs does not delay the others. */
  private static final int WRITERS = 16;

  private static final int MAX_WAITING = 10_000;
  private static final int MAX_ATTEMPTS = 5;

  private final KubernetesClient client;
  private final InstantSource clock;
  private final Duration retryInterval;
  private final ExecutorService writer =
      new ThreadPoolExecutor(
          WRITERS,
          WRITERS,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(MAX_WAITING),
          Thread.ofVirtual().factory());

  @Inject
  public EventRecorder(KubernetesClient client, InstantSource clock) {
    this(client, clock, Duration.ofSeconds(2));
  }

  EventRecorder(KubernetesClient client, InstantSource clock, Duration retryInterval) {
    this.client = client;
    this.clock = clock;
    this.retryInterval = retryInterval;
  }

  public void normal(HasMetadata regarding, String reason, String message) {
    record(regarding, "Normal", reason, message);
  }

  public void warning(HasMetadata regarding, String reason, String message) {
    record(regarding, "Warning", reason, message);
  }

  private void record(HasMetadata regarding, String type, String reason, String message) {
    Instant now = clock.instant();
    String timestamp = now.truncatedTo(ChronoUnit.SECONDS).toString();
    Event event =
        new EventBuilder()
            .withNewMetadata()
            .withName(name(regarding, now))
            .withNamespace(regarding.getMetadata().getNamespace())
            .endMetadata()
            .withNewInvolvedObject()
            .withApiVersion(regarding.getApiVersion())
            .withKind(regarding.getKind())
            .withNamespace(regarding.getMetadata().getNamespace())
            .withName(regarding.getMetadata().getName())
            .withUid(regarding.getMetadata().getUid())
            .endInvolvedObject()
            .withType(type)
            .withReason(reason)
            .withMessage(
                TruncatedText.ofBytes(SecretMasker.TOKENS.mask(message), MAX_MESSAGE_BYTES))
            .withFirstTimestamp(timestamp)
            .withLastTimestamp(timestamp)
            .withCount(1)
            .withNewSource()
            .withComponent("sympozium")
            .endSource()
            .build();
    try {
      writer.execute(() -> create(event));
    } catch (RejectedExecutionException e) {
      warnDropped(event, MAX_WAITING + " events are waiting");
    }
  }

  private void create(Event event) {
    for (int attempt = 1; ; attempt++) {
      try {
        client.v1().events().resource(event).create();
        return;
      } catch (KubernetesClientException e) {
        if (ApiErrors.isConflict(e) && attempt > 1) {
          return; // The response to an earlier attempt was lost.
        }
        if (!ApiErrors.isTransient(e) || attempt == MAX_ATTEMPTS || !pause()) {
          warnDropped(event, ApiErrors.describe(e));
          return;
        }
      }
    }
  }

  /** Returns false if the thread was interrupted. */
  private boolean pause() {
    try {
      Thread.sleep(retryInterval);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static void warnDropped(Event event, String cause) {
    LOG.warnf("event dropped: %s: %s: %s", cause, event.getReason(), event.getMessage());
  }

  /** Uses client-go's format: the object's name and a suffix that does not repeat. */
  private static String name(HasMetadata regarding, Instant now) {
    String object = regarding.getMetadata().getName();
    return (object.length() > MAX_NAME_PREFIX ? object.substring(0, MAX_NAME_PREFIX) : object)
        + "."
        + Long.toHexString(TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano())
        + Integer.toHexString(ThreadLocalRandom.current().nextInt(0xffff));
  }
}
