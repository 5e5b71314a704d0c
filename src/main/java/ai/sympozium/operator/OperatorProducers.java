package ai.sympozium.operator;

import ai.sympozium.operator.agentrun.AgentRunControllerConfiguration;
import ai.sympozium.operator.agentrun.AgentRunReconciler;
import ai.sympozium.operator.kube.ApiServerHttpClientFactory;
import ai.sympozium.operator.kube.LeaderElection;
import ai.sympozium.operator.kube.LeaseFencingInterceptor;
import ai.sympozium.operator.kube.ManagedFieldsSkippingJsonFactory;
import ai.sympozium.operator.kube.RetryAfterInterceptor;
import ai.sympozium.operator.skillpack.SkillPackReconciler;
import ai.sympozium.operator.sympoziuminstance.SympoziumInstanceReconciler;
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
final class OperatorProducers {
  @Produces
  @Singleton
  InstantSource clock() {
    return InstantSource.system();
  }

  /** As the Quarkus extension makes it, but for {@link ManagedFieldsSkippingJsonFactory}. */
  @Produces
  @Singleton
  @KubernetesClientObjectMapper
  ObjectMapper objects(@All List<KubernetesClientObjectMapperCustomizer> customizers) {
    ObjectMapper mapper = new ObjectMapper(new ManagedFieldsSkippingJsonFactory());
    customizers.forEach(customizer -> customizer.customize(mapper));
    return mapper;
  }

  /**
   * As the Quarkus extension makes it, but for {@link ApiServerHttpClientFactory} and our
   * interceptors.
   */
  @Produces
  @ApplicationScoped
  KubernetesClient client(KubernetesSerialization serialization, Config config, Vertx vertx) {
    LeaseFencingInterceptor fence =
        new LeaseFencingInterceptor(
            LeaderElection.RENEW_DEADLINE, System::nanoTime, LeaderElection::end);
    return new KubernetesClientBuilder()
        .withKubernetesSerialization(serialization)
        .withConfig(config)
        .withHttpClientFactory(new ApiServerHttpClientFactory(vertx))
        .withHttpClientBuilderConsumer(http ->
            http.addOrReplaceInterceptor("lease-fence", fence)
                .addOrReplaceInterceptor("retry-after", new RetryAfterInterceptor()))
        .build();
  }

  void close(@Disposes KubernetesClient client) {
    client.close();
  }

  /** As the Quarkus extension makes it, but for {@link AgentRunControllerConfiguration}. */
  @Produces
  @Singleton
  Operator operator(
      QuarkusConfigurationService configuration,
      AgentRunReconciler runs,
      SkillPackReconciler packs,
      SympoziumInstanceReconciler instances) {
    Operator operator = new Operator(configuration);
    operator.register(runs, AgentRunControllerConfiguration.of(configuration, runs));
    operator.register(packs);
    operator.register(instances);
    return operator;
  }

  @Produces
  @Singleton
  LeaderElectionConfiguration leaderElection(LeaderElection leadership) {
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
