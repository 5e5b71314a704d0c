package ai.sympozium.operator;

import ai.sympozium.operator.instance.SympoziumInstanceReconciler;
import ai.sympozium.operator.run.AgentRunReconciler;
import ai.sympozium.operator.run.EveryEvent;
import ai.sympozium.operator.skill.SkillPackReconciler;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import io.quarkiverse.operatorsdk.runtime.QuarkusConfigurationService;
import io.quarkus.arc.All;
import io.quarkus.kubernetes.client.KubernetesClientObjectMapper;
import io.quarkus.kubernetes.client.KubernetesClientObjectMapperCustomizer;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;

/** What is injected but not ours. */
final class Beans {
  @Produces
  @Singleton
  InstantSource clock() {
    return InstantSource.system();
  }

  /** As the Quarkus extension makes it, but for {@link WithoutManagedFields}. */
  @Produces
  @Singleton
  @KubernetesClientObjectMapper
  ObjectMapper objects(@All List<KubernetesClientObjectMapperCustomizer> customizers) {
    ObjectMapper mapper = new ObjectMapper(new WithoutManagedFields());
    customizers.forEach(customizer -> customizer.customize(mapper));
    return mapper;
  }

  /** As the Quarkus extension makes it, but for {@link ApiConnections} and our interceptors. */
  @Produces
  @ApplicationScoped
  KubernetesClient client(KubernetesSerialization serialization, Config config, Vertx vertx) {
    LeaseFence fence = new LeaseFence(Leadership.RENEW_DEADLINE, System::nanoTime, Leadership::end);
    return new KubernetesClientBuilder()
        .withKubernetesSerialization(serialization)
        .withConfig(config)
        .withHttpClientFactory(new ApiConnections(vertx))
        .withHttpClientBuilderConsumer(http ->
            http.addOrReplaceInterceptor("lease-fence", fence)
                .addOrReplaceInterceptor("retry-after", new RetryAfter()))
        .build();
  }

  void close(@Disposes KubernetesClient client) {
    client.close();
  }

  /** As the Quarkus extension makes it, but for {@link EveryEvent}. */
  @Produces
  @Singleton
  Operator operator(
      QuarkusConfigurationService configuration,
      AgentRunReconciler runs,
      SkillPackReconciler packs,
      SympoziumInstanceReconciler instances) {
    Operator operator = new Operator(configuration);
    operator.register(runs, EveryEvent.of(configuration, runs));
    operator.register(packs);
    operator.register(instances);
    return operator;
  }

  @Produces
  @Singleton
  LeaderElectionConfiguration leaderElection(Leadership leadership) {
    return leadership.election();
  }

  /**
   * The SDK's metrics register {@code events.received} with two different sets of tags, which
   * Prometheus refuses; the thrown exception would end the SDK's timer thread and with it every
   * retry. Goes when the SDK registers one set.
   */
  @Produces
  @Singleton
  MeterFilter oneSetOfTags() {
    return new MeterFilter() {
      @Override
      public Meter.Id map(Meter.Id id) {
        boolean mixed = id.getName().endsWith("events.received") && id.getTag("action") == null;
        return mixed ? id.withTag(Tag.of("action", "unknown")) : id;
      }
    };
  }
}
