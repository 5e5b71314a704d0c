package ai.sympozium.operator.kube;

import ai.sympozium.base.TruncatedText;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Writes Kubernetes events in the background, a few at a time, so that a burst of events does not
 * delay pods and grants. Drops events when too many are waiting.
 */
@ApplicationScoped
public class EventRecorder {
  private static final Logger LOG = Logger.getLogger(EventRecorder.class);
  private static final int MAX_MESSAGE_BYTES = 1024;

  /** So many that one call that hangs does not hold up the others. */
  private static final int WRITERS = 16;

  private static final int MOST_WAITING = 10_000;

  private final KubernetesClient client;
  private final InstantSource clock;
  private final ExecutorService writer =
      new ThreadPoolExecutor(
          WRITERS,
          WRITERS,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(MOST_WAITING),
          Thread.ofVirtual().factory());

  EventRecorder(KubernetesClient client, InstantSource clock) {
    this.client = client;
    this.clock = clock;
  }

  public void normal(HasMetadata about, String reason, String message) {
    write(about, "Normal", reason, message);
  }

  public void warning(HasMetadata about, String reason, String message) {
    write(about, "Warning", reason, message);
  }

  private void write(HasMetadata about, String type, String reason, String message) {
    String now = clock.instant().truncatedTo(java.time.temporal.ChronoUnit.SECONDS).toString();
    var event =
        new EventBuilder()
            .withNewMetadata()
            .withName(name(about, clock.instant()))
            .withNamespace(about.getMetadata().getNamespace())
            .endMetadata()
            .withNewInvolvedObject()
            .withApiVersion(about.getApiVersion())
            .withKind(about.getKind())
            .withNamespace(about.getMetadata().getNamespace())
            .withName(about.getMetadata().getName())
            .withUid(about.getMetadata().getUid())
            .endInvolvedObject()
            .withType(type)
            .withReason(reason)
            .withMessage(TruncatedText.ofBytes(message, MAX_MESSAGE_BYTES))
            .withFirstTimestamp(now)
            .withLastTimestamp(now)
            .withCount(1)
            .withNewSource()
            .withComponent("sympozium")
            .endSource()
            .build();
    try {
      writer.execute(() -> create(event));
    } catch (RejectedExecutionException e) {
      LOG.warnf("event dropped, too many are waiting: %s %s", reason, message);
    }
  }

  private void create(Event event) {
    try {
      client.v1().events().resource(event).create();
    } catch (KubernetesClientException e) {
      LOG.debugf("event not written: %s", e.getMessage());
    }
  }

  /** As client-go names them: the object's name and a number that never repeats. */
  private static String name(HasMetadata about, Instant now) {
    String base = about.getMetadata().getName();
    String head = base.length() > 200 ? base.substring(0, 200) : base;
    return head
        + "."
        + Long.toHexString(now.getEpochSecond() * 1_000_000_000L + now.getNano())
        + Integer.toHexString(java.util.concurrent.ThreadLocalRandom.current().nextInt(0xffff));
  }
}
