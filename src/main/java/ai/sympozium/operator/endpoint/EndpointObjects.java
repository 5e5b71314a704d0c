package ai.sympozium.operator.endpoint;

import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.contract.EndpointContract;
import ai.sympozium.operator.kube.OwnerReferences;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Builds the objects of an endpoint, as a pure function. The Secret with the generated key is not
 * among them: the operator creates it once and cannot read it.
 *
 * @param pods builder of the pods
 */
record EndpointObjects(EndpointPodBuilder pods, EndpointNetwork network) {
  private static final String NAME_LABEL = "app.kubernetes.io/name";
  private static final String NAME = "sympozium-web-endpoint";
  private static final String RBAC = "rbac.authorization.k8s.io";
  private static final int OLD_REPLICA_SETS = 2;

  /** Kinds in the order of their creation: a binding needs its role and account. */
  static final List<Class<? extends HasMetadata>> KINDS =
      List.of(
          ServiceAccount.class,
          Role.class,
          RoleBinding.class,
          NetworkPolicy.class,
          Service.class,
          Ingress.class,
          HTTPRoute.class,
          Deployment.class);

  /** Permissions first. */
  static final List<Class<? extends HasMetadata>> DELETION_ORDER =
      List.of(
          RoleBinding.class,
          Role.class,
          ServiceAccount.class,
          Deployment.class,
          Ingress.class,
          HTTPRoute.class,
          Service.class,
          NetworkPolicy.class);

  /** Returns the wanted objects in the order of {@link #KINDS}. */
  List<HasMetadata> build(SympoziumInstance instance, EndpointSettings settings) {
    List<HasMetadata> objects = new ArrayList<>();
    objects.add(account(instance));
    objects.add(role(instance));
    objects.add(binding(instance));
    objects.add(networkPolicy(instance, settings));
    objects.add(service(instance));
    EndpointRoutes.build(metadata(instance), settings).ifPresent(objects::add);
    objects.add(deployment(instance, settings));
    return objects;
  }

  /** Returns the metadata of all objects of an endpoint. */
  static ObjectMeta metadata(SympoziumInstance instance, String name) {
    return new ObjectMetaBuilder()
        .withName(name)
        .withNamespace(instance.getMetadata().getNamespace())
        .withLabels(labels(instance))
        .addToLabels(SympoziumLabels.LABEL_MANAGED_BY, SympoziumLabels.MANAGED_BY)
        .withOwnerReferences(OwnerReferences.ofController(instance))
        .build();
  }

  /** The pods lack the label by which the operator watches the pods of runs. */
  private static Map<String, String> labels(SympoziumInstance instance) {
    return Map.of(
        NAME_LABEL,
        NAME,
        SympoziumLabels.LABEL_INSTANCE,
        instance.getMetadata().getName(),
        SympoziumLabels.LABEL_COMPONENT,
        EndpointContract.PACK);
  }

  private static ObjectMeta metadata(SympoziumInstance instance) {
    return metadata(instance, EndpointNames.of(instance));
  }

  private static LabelSelector selector(SympoziumInstance instance) {
    return new LabelSelectorBuilder().withMatchLabels(labels(instance)).build();
  }

  private static ServiceAccount account(SympoziumInstance instance) {
    return new ServiceAccountBuilder()
        .withMetadata(metadata(instance))
        .withAutomountServiceAccountToken(false)
        .build();
  }

  /**
   * Reading is not included: RBAC cannot limit it to the runs of one instance. The gateway returns
   * these.
   */
  private static Role role(SympoziumInstance instance) {
    return new RoleBuilder()
        .withMetadata(metadata(instance))
        .addNewRule()
        .withApiGroups(SympoziumLabels.GROUP)
        .withResources("agentruns")
        .withVerbs("create", "delete")
        .endRule()
        .build();
  }

  private static RoleBinding binding(SympoziumInstance instance) {
    String name = EndpointNames.of(instance);
    return new RoleBindingBuilder()
        .withMetadata(metadata(instance))
        .withNewRoleRef(RBAC, "Role", name)
        .addNewSubject()
        .withKind("ServiceAccount")
        .withName(name)
        .withNamespace(instance.getMetadata().getNamespace())
        .endSubject()
        .build();
  }

  private NetworkPolicy networkPolicy(SympoziumInstance instance, EndpointSettings settings) {
    return new NetworkPolicyBuilder()
        .withMetadata(metadata(instance))
        .withSpec(network.policy(selector(instance), settings.serverPorts()))
        .build();
  }

  private static Service service(SympoziumInstance instance) {
    return new ServiceBuilder()
        .withMetadata(metadata(instance))
        .withNewSpec()
        .withSelector(labels(instance))
        .addNewPort()
        .withName(EndpointContract.PORT_NAME)
        .withProtocol("TCP")
        .withPort(EndpointContract.PORT)
        .withTargetPort(new IntOrString(EndpointContract.PORT_NAME))
        .endPort()
        .endSpec()
        .build();
  }

  private Deployment deployment(SympoziumInstance instance, EndpointSettings settings) {
    return new DeploymentBuilder()
        .withMetadata(metadata(instance))
        .withNewSpec()
        .withReplicas(settings.replicas())
        .withRevisionHistoryLimit(OLD_REPLICA_SETS)
        .withSelector(selector(instance))
        .withNewStrategy()
        .withType("RollingUpdate")
        .withNewRollingUpdate()
        .withMaxSurge(new IntOrString(1))
        .withMaxUnavailable(new IntOrString(0))
        .endRollingUpdate()
        .endStrategy()
        .withTemplate(pods.build(instance, settings, labels(instance)))
        .endSpec()
        .build();
  }
}
