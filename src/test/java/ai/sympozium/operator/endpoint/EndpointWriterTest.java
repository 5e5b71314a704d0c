package ai.sympozium.operator.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.SkillPack;
import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.api.SympoziumInstanceStatus;
import ai.sympozium.operator.agentrun.cache.LiveClusterReader;
import ai.sympozium.operator.agentrun.plan.SkillPackReader;
import ai.sympozium.operator.config.OperatorConfig;
import ai.sympozium.operator.tls.CertificateUpdater;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.kubernetes.client.KubernetesServerTestResource;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The endpoint of an instance whose pack is installed, deleted and installed again. */
@QuarkusTest
@WithTestResource(KubernetesServerTestResource.class)
class EndpointWriterTest {
  private static final int CREATED = EndpointObjects.KINDS.size() - 2;

  private static int number;

  @Inject KubernetesClient client;
  @Inject CertificateUpdater certificate;
  @Inject OperatorConfig config;
  @Inject EndpointRuns runs;
  @Inject EndpointObjectsFactory factory;
  @Inject EndpointObjectClient objectClient;
  @Inject EndpointKeys keys;
  @Inject AbandonedRuns abandoned;
  @Inject LiveClusterReader livePacks;

  private final SympoziumInstance instance =
      EndpointFixture.instance("writer-" + ++number, "{}", "");

  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private EndpointWriter writer;

  /** Whether the cache contains the pack, which can differ from the API server for a moment. */
  private boolean isCached;

  @BeforeEach
  void start() {
    certificate.present();
    writer = new EndpointWriter(factory, objectClient, keys, runs, abandoned, livePacks, () -> now);
    instance.getMetadata().setUid(UUID.randomUUID().toString());
    instance.getMetadata().setGeneration(1L);
    client.resource(pack()).create();
    isCached = true;
  }

  @AfterEach
  void deletePack() {
    client.resource(pack()).delete();
  }

  @Test
  void shouldDeleteEndpointWhenPackIsNotInstalledAnyMore() {
    attach();
    deletePack();
    isCached = false;
    reconcile();
    now = now.plus(PackAbsence.GRACE_PERIOD);

    EndpointState removing = reconcile();
    assertThat(removing.reason()).isEqualTo(EndpointReason.PACK_NOT_INSTALLED);
    assertThat(removing.status()).isNotNull();
    EndpointState removed = reconcile();

    assertThat(objects()).isEmpty();
    assertThat(removed.status()).isNull();
    assertThat(removed.reason()).isEqualTo(EndpointReason.PACK_NOT_INSTALLED);
    assertThat(removed.message())
        .contains("the pack web-endpoint is not installed in namespace " + config.namespace());
  }

  /** A chart that is replaced deletes the pack first. A new key would stop all clients. */
  @Test
  void shouldKeepEndpointAndKeyWhenPackIsReplaced() {
    attach();
    deletePack();
    isCached = false;
    EndpointState absent = reconcile();
    now = now.plus(PackAbsence.GRACE_PERIOD).minusSeconds(1);
    EndpointState stillAbsent = reconcile();
    client.resource(pack()).create();
    isCached = true;

    EndpointState replaced = reconcile();
    isCached = false;
    deletePack();
    now = now.plusSeconds(2);
    EndpointState absentAgain = reconcile();

    assertThat(List.of(absent, stillAbsent, absentAgain))
        .allSatisfy(state -> {
          assertThat(state.status()).isNotNull();
          assertThat(state.reason()).isEqualTo(EndpointReason.PACK_NOT_INSTALLED);
          assertThat(state.message()).contains("deleted a minute after the pack");
        });
    assertThat(stillAbsent.checkAfter()).isEqualTo(Duration.ofSeconds(1));
    assertThat(replaced.reason()).isEqualTo(EndpointReason.ENDPOINT_STARTING);
    assertThat(objects()).hasSize(CREATED + 1);
  }

  @Test
  void shouldKeepEndpointWhenOnlyTheCacheMissesThePack() {
    attach();
    isCached = false;

    EndpointState state = reconcile();

    assertThat(state.reason()).isEqualTo(EndpointReason.ENDPOINT_STARTING);
    assertThat(objects()).hasSize(CREATED + 1);
  }

  /** The pods would lose their tokens with the account. */
  @Test
  void shouldRepairLabelsButNotReplaceAccountBecauseOfThem() {
    attach();
    String account = uid(ServiceAccount.class);
    String role = uid(Role.class);
    objects().forEach(this::removeLabels);

    reconcile();

    assertThat(uid(ServiceAccount.class)).isEqualTo(account);
    assertThat(uid(Role.class)).isEqualTo(role);
    assertThat(objects().filter(o -> o instanceof Deployment || o instanceof Service))
        .hasSize(2)
        .allSatisfy(object ->
            assertThat(object.getMetadata().getLabels())
                .containsEntry("sympozium.ai/component", "web-endpoint"));
  }

  @Test
  void shouldReplaceRoleWhoseRulesWereChanged() {
    attach();
    String role = uid(Role.class);
    client
        .rbac()
        .roles()
        .inNamespace("demo")
        .withName(EndpointNames.of(instance))
        .edit(found -> found.edit().withRules(List.of()).build());

    reconcile();
    reconcile();

    assertThat(uid(Role.class)).isNotEqualTo(role);
  }

  @Test
  void shouldCreateNothingWhenPackIsNotInstalled() {
    deletePack();
    isCached = false;

    EndpointState state = reconcile();

    assertThat(state.status()).isNull();
    assertThat(state.reason()).isEqualTo(EndpointReason.PACK_NOT_INSTALLED);
    assertThat(objects()).isEmpty();
  }

  /** The next check would otherwise be after half a minute. */
  @Test
  void shouldNoticeAtOnceThatPackIsInstalledAgain() {
    isCached = false;
    writer.reconcile(instance, packs());
    isCached = true;

    EndpointState state = writer.reconcile(instance, packs());

    assertThat(state.reason()).isEqualTo(EndpointReason.ENDPOINT_STARTING);
  }

  /** The pods of an earlier description still serve, and can be killed. */
  @Test
  void shouldCancelAbandonedRunsWhileSettingsAreInvalid() {
    attach();
    List<SympoziumInstance> checked = new ArrayList<>();
    QuarkusMock.installMockForType(
        new AbandonedRuns(client, runs, InstantSource.system()) {
          @Override
          void cancel(SympoziumInstance endpoint) {
            checked.add(endpoint);
          }
        },
        AbandonedRuns.class);
    SympoziumInstance invalid =
        EndpointFixture.instance(instance.getMetadata().getName(), "{rate_limit_rpm: many}", "");
    invalid.setMetadata(instance.getMetadata());
    invalid.setStatus(instance.getStatus());

    EndpointState state = writer.reconcile(invalid, packs());

    assertThat(state.reason()).isEqualTo(EndpointReason.SETTINGS_INVALID);
    assertThat(checked).containsExactly(invalid);
  }

  private void attach() {
    reconcile();
    reconcile();
    assertThat(objects()).hasSize(CREATED + 1);
  }

  /** Writes the status as the reconciler does, and changes the instance so that it is checked. */
  private EndpointState reconcile() {
    EndpointState state = writer.reconcile(instance, packs());
    instance.setStatus(
        new SympoziumInstanceStatus(
            null, null, null, null, List.of(), null, state.status(), List.of()));
    instance.getMetadata().setGeneration(instance.getMetadata().getGeneration() + 1);
    return state;
  }

  private SkillPackReader packs() {
    return new SkillPackReader() {
      @Override
      public Optional<SkillPack> pack(String namespace, String name) {
        return isCached ? Optional.of(EndpointWriterTest.this.pack()) : Optional.empty();
      }

      @Override
      public String operatorNamespace() {
        return config.namespace();
      }
    };
  }

  private SkillPack pack() {
    return Serialization.unmarshal(
        """
        apiVersion: sympozium.ai/v1alpha1
        kind: SkillPack
        metadata: {name: web-endpoint, namespace: %s}
        spec: {}
        """
            .formatted(config.namespace()),
        SkillPack.class);
  }

  private Stream<HasMetadata> objects() {
    String name = EndpointNames.of(instance);
    return Stream.concat(
        EndpointObjects.KINDS.stream().flatMap(kind -> find(kind, name)),
        find(Secret.class, name + "-key"));
  }

  private String uid(Class<? extends HasMetadata> kind) {
    return find(kind, EndpointNames.of(instance)).findFirst().orElseThrow().getMetadata().getUid();
  }

  private void removeLabels(HasMetadata object) {
    object.getMetadata().setLabels(null);
    client.resource(object).update();
  }

  private Stream<HasMetadata> find(Class<? extends HasMetadata> kind, String name) {
    return Stream.ofNullable(client.resources(kind).inNamespace("demo").withName(name).get());
  }
}
