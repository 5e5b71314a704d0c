package ai.sympozium.operator.admission;

import ai.sympozium.operator.tls.GatewayCertificates;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.WebhookClientConfig;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Objects;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Tells the API server whom to trust and where to ask: the chart ships the webhook's configuration
 * without either, and until both are there every review fails, which refuses.
 */
@ApplicationScoped
public class WebhookConfigurationReconciler {
  private static final Logger LOG = Logger.getLogger(WebhookConfigurationReconciler.class);
  private static final String CONFIGURATION = "sympozium-skillpacks";

  /** What could not be written is tried again after this, without asking the API server before. */
  private static final Duration NEXT_TRY = Duration.ofSeconds(30);

  private final KubernetesClient client;
  private final GatewayCertificates certificates;
  private final WebhookPath path;
  private @Nullable SharedIndexInformer<ValidatingWebhookConfiguration> watched;

  WebhookConfigurationReconciler(
      KubernetesClient client, GatewayCertificates certificates, WebhookPath path) {
    this.client = client;
    this.certificates = certificates;
    this.path = path;
  }

  /** Begins to watch the configuration; every replica does, and all write the same. */
  public void start() {
    watched =
        client
            .admissionRegistration()
            .v1()
            .validatingWebhookConfigurations()
            .withName(CONFIGURATION)
            .runnableInformer(NEXT_TRY.toMillis())
            .exceptionHandler((started, failure) -> true)
            .addEventHandler(
                new ResourceEventHandler<>() {
                  @Override
                  public void onAdd(ValidatingWebhookConfiguration found) {
                    look(found);
                  }

                  @Override
                  public void onUpdate(
                      ValidatingWebhookConfiguration before, ValidatingWebhookConfiguration found) {
                    look(found);
                  }

                  @Override
                  public void onDelete(
                      ValidatingWebhookConfiguration last, boolean finalStateUnknown) {}
                });
    watched.start();
  }

  void stop(@Observes ShutdownEvent event) {
    if (watched != null) {
      watched.stop();
    }
  }

  /** Not on the informer's thread: what follows may ask the API server. */
  private void look(ValidatingWebhookConfiguration found) {
    if (!isRight(found)) {
      Thread.startVirtualThread(this::mend);
    }
  }

  private synchronized void mend() {
    try {
      // Another replica may have written what is wrong only for this one, which is behind.
      certificates.reload();
      client
          .admissionRegistration()
          .v1()
          .validatingWebhookConfigurations()
          .withName(CONFIGURATION)
          .edit(this::mended);
      LOG.info("the API server trusts this operator's reviews of packs");
    } catch (KubernetesClientException e) {
      LOG.warnf("%s could not be mended, tried again soon: HTTP %d", CONFIGURATION, e.getCode());
    }
  }

  private ValidatingWebhookConfiguration mended(ValidatingWebhookConfiguration found) {
    ours(found)
        .forEach(asked -> {
          asked.setCaBundle(bundle());
          asked.getService().setPath(path.current());
        });
    return found;
  }

  private boolean isRight(ValidatingWebhookConfiguration found) {
    return ours(found)
        .allMatch(asked ->
            bundle().equals(asked.getCaBundle())
                && path.is(Objects.requireNonNullElse(asked.getService().getPath(), "")));
  }

  private static Stream<WebhookClientConfig> ours(ValidatingWebhookConfiguration found) {
    return found.getWebhooks().stream()
        .map(ValidatingWebhook::getClientConfig)
        .filter(asked -> asked.getService() != null);
  }

  private String bundle() {
    return Base64.getEncoder()
        .encodeToString(certificates.authority().getBytes(StandardCharsets.US_ASCII));
  }
}
