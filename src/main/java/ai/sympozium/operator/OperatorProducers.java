package ai.sympozium.operator;

import ai.sympozium.operator.agentrun.AgentRunControllerConfiguration;
import ai.sympozium.operator.agentrun.AgentRunReconciler;
import ai.sympozium.operator.agentrun.pod.ContainerResources;
import ai.sympozium.operator.channel.ChannelMessageReconciler;
import ai.sympozium.operator.config.OperatorConfig;
import ai.sympozium.operator.kube.ApiServerHttpClientFactory;
import ai.sympozium.operator.kube.LeaderElection;
import ai.sympozium.operator.kube.LeaseFencingInterceptor;
import ai.sympozium.operator.kube.ListPageInterceptor;
import ai.sympozium.operator.kube.ManagedFieldsSkippingJsonFactory;
import ai.sympozium.operator.kube.RetryAfterInterceptor;
import ai.sympozium.operator.skillpack.SkillPackReconciler;
import ai.sympozium.operator.sympoziuminstance.SympoziumInstanceReconciler;
import ai.sympozium.operator.sympoziumschedule.SympoziumScheduleReconciler;
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

/**
 * Produces beans of library types that differ from the ones of the Quarkus extensions. Each method
 * states the difference and its reason.
 */
final class OperatorProducers {
  @Produces
  @ApplicationScoped
  InstantSource clock() {
    return InstantSource.system();
  }

  /** An invalid value ends the start of the operator, with a message that names it. */
  @Produces
  @Singleton
  ContainerResources containerResources(OperatorConfig config) {
    return ContainerResources.parse(config.containerResources());
  }

  /** Differs from the extension's mapper by {@link ManagedFieldsSkippingJsonFactory}. */
  @Produces
  @Singleton
  @KubernetesClientObjectMapper
  ObjectMapper objects(@All List<KubernetesClientObjectMapperCustomizer> customizers) {
    ObjectMapper mapper = new ObjectMapper(new ManagedFieldsSkippingJsonFactory());
    customizers.forEach(customizer -> customizer.customize(mapper));
    return mapper;
  }

  /**
   * Differs from the extension's client by {@link ApiServerHttpClientFactory} and three
   * interceptors, for which the extension has no configuration.
   */
  @Produces
  @ApplicationScoped
  KubernetesClient client(KubernetesSerialization serialization, Config config, Vertx vertx) {
    LeaseFencingInterceptor leaseFencing =
        new LeaseFencingInterceptor(
            LeaderElection.RENEW_DEADLINE, System::nanoTime, LeaderElection::halt);
    return new KubernetesClientBuilder()
        .withKubernetesSerialization(serialization)
        .withConfig(config)
        .withHttpClientFactory(new ApiServerHttpClientFactory(vertx))
        .withHttpClientBuilderConsumer(http ->
            http.addOrReplaceInterceptor("lease-fencing", leaseFencing)
                .addOrReplaceInterceptor("retry-after", new RetryAfterInterceptor())
                .addOrReplaceInterceptor(
                    "list-page", new ListPageInterceptor(InstantSource.system())))
        .build();
  }

  void close(@Disposes KubernetesClient client) {
    client.close();
  }

  /** Differs from the extension's operator by the configurations of its controllers. */
  @Produces
  @Singleton
  Operator operator(
      QuarkusConfigurationService configuration,
      AgentRunReconciler runs,
      SkillPackReconciler packs,
      SympoziumInstanceReconciler instances,
      ChannelMessageReconciler messages,
      SympoziumScheduleReconciler schedules) {
    Operator operator = new Operator(configuration);
    operator.register(runs, AgentRunControllerConfiguration.of(configuration, runs));
    operator.register(packs, SkillPackReconciler.configuration(configuration, packs));
    operator.register(
        instances, SympoziumInstanceReconciler.configuration(configuration, instances));
    operator.register(messages, ChannelMessageReconciler.configuration(configuration, messages));
    operator.register(
        schedules, SympoziumScheduleReconciler.configuration(configuration, schedules));
    return operator;
  }

  @Produces
  @Singleton
  LeaderElectionConfiguration leaderElection(LeaderElection leadership) {
    return leadership.election();
  }

  /**
   * Adds the missing tag to one of two meters of one name. Prometheus rejects meters of one name
   * with different tags, and the exception would end the SDK's timer thread with all retries.
   * Workaround: https://github.com/operator-framework/java-operator-sdk/issues/3038; remove when
   * both meters have the same tags.
   */
  @Produces
  @Singleton
  MeterFilter consistentEventTags() {
    return new MeterFilter() {
      @Override
      public Meter.Id map(Meter.Id id) {
        boolean mixed = id.getName().endsWith("events.received") && id.getTag("action") == null;
        return mixed ? id.withTag(Tag.of("action", "unknown")) : id;
      }
    };
  }
}
