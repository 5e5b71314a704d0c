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
 * Writes the CA certificate and the secret path into the webhook configuration. The chart ships it
 * without both, and until they are written, every review fails and denies the request.
 */
@ApplicationScoped
public class WebhookConfigurationReconciler {
  private static final Logger LOG = Logger.getLogger(WebhookConfigurationReconciler.class);
  private static final String CONFIGURATION = "sympozium-skillpacks";

  /** The informer passes the object again after this time, so that a failed write is retried. */
  private static final Duration RESYNC_INTERVAL = Duration.ofSeconds(30);

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

  /** Starts to watch the configuration. Every replica does, and all write the same. */
  public void start() {
    watched =
        client
            .admissionRegistration()
            .v1()
            .validatingWebhookConfigurations()
            .withName(CONFIGURATION)
            .runnableInformer(RESYNC_INTERVAL.toMillis())
            .exceptionHandler((started, failure) -> true)
            .addEventHandler(
                new ResourceEventHandler<>() {
                  @Override
                  public void onAdd(ValidatingWebhookConfiguration found) {
                    reconcile(found);
                  }

                  @Override
                  public void onUpdate(
                      ValidatingWebhookConfiguration before, ValidatingWebhookConfiguration found) {
                    reconcile(found);
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

  /** Leaves the informer's thread, because a repair calls the API server. */
  private void reconcile(ValidatingWebhookConfiguration found) {
    if (!isUpToDate(found)) {
      Thread.startVirtualThread(this::repair);
    }
  }

  private synchronized void repair() {
    try {
      // Another replica may have renewed the keys, and this one has not read them yet.
      certificates.reload();
      client
          .admissionRegistration()
          .v1()
          .validatingWebhookConfigurations()
          .withName(CONFIGURATION)
          .edit(this::updated);
      LOG.info("the API server uses this operator for reviews of packs");
    } catch (KubernetesClientException e) {
      LOG.warnf("%s can't be updated and is retried: HTTP %d", CONFIGURATION, e.getCode());
    }
  }

  private ValidatingWebhookConfiguration updated(ValidatingWebhookConfiguration found) {
    ours(found)
        .forEach(clientConfig -> {
          clientConfig.setCaBundle(bundle());
          clientConfig.getService().setPath(path.current());
        });
    return found;
  }

  private boolean isUpToDate(ValidatingWebhookConfiguration found) {
    return ours(found)
        .allMatch(clientConfig ->
            bundle().equals(clientConfig.getCaBundle())
                && path.is(Objects.requireNonNullElse(clientConfig.getService().getPath(), "")));
  }

  private static Stream<WebhookClientConfig> ours(ValidatingWebhookConfiguration found) {
    return found.getWebhooks().stream()
        .map(ValidatingWebhook::getClientConfig)
        .filter(clientConfig -> clientConfig.getService() != null);
  }

  private String bundle() {
    return Base64.getEncoder()
        .encodeToString(certificates.authority().getBytes(StandardCharsets.US_ASCII));
  }
}
