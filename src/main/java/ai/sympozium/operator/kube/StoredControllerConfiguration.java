package ai.sympozium.operator.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import io.javaoperatorsdk.operator.api.config.informer.InformerConfiguration;
import io.quarkiverse.operatorsdk.runtime.QuarkusConfigurationService;
import io.quarkiverse.operatorsdk.runtime.QuarkusControllerConfiguration;
import java.time.Duration;

/**
 * Configures a controller with a store for its primary resources, and lists them in pages. The
 * annotation accepts only the class of a store without parameters.
 */
public class StoredControllerConfiguration<P extends HasMetadata>
    extends QuarkusControllerConfiguration<P> {
  protected StoredControllerConfiguration(
      QuarkusConfigurationService service,
      QuarkusControllerConfiguration<P> original,
      ItemStore<P> store) {
    super(
        withStore(original.getInformerConfig(), store),
        original.getName(),
        original.isGenerationAware(),
        original.getAssociatedReconcilerClassName(),
        original.getRetry(),
        original.getRateLimiter(),
        original.maxReconciliationInterval().orElse(Duration.ofHours(10)),
        original.getFinalizerName(),
        original.fieldManager(),
        original.getWorkflow(),
        original.getResourceTypeName(),
        original.getResourceClass());
    setParent(service);
  }

  public static <P extends HasMetadata> StoredControllerConfiguration<P> of(
      QuarkusConfigurationService service,
      QuarkusControllerConfiguration<P> original,
      ItemStore<P> store) {
    return new StoredControllerConfiguration<>(service, original, store);
  }

  private static <P extends HasMetadata> InformerConfiguration<P> withStore(
      InformerConfiguration<P> original, ItemStore<P> store) {
    return InformerConfiguration.builder(original)
        .withItemStore(store)
        .withInformerListLimit(ListPages.MAX_SIZE)
        .buildForController();
  }
}
