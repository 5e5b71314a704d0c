package ai.sympozium.operator.endpoint;

import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.operator.config.OperatorConfig;
import ai.sympozium.operator.kube.Impersonation;
import ai.sympozium.operator.kube.OwnerReferences;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.HttpURLConnection;
import org.jspecify.annotations.Nullable;

/**
 * Writes single objects of endpoints. Creates roles and bindings as an account that holds only what
 * endpoints get, so that the operator cannot grant its own permissions.
 */
@ApplicationScoped
class EndpointObjectClient {
  private final KubernetesClient client;
  private final KubernetesClient granter;

  EndpointObjectClient(KubernetesClient client, OperatorConfig config) {
    this.client = client;
    this.granter = Impersonation.of(client, config.endpointGranterUsername());
  }

  /**
   * Creates or changes an object.
   *
   * @return the object in the API server
   * @throws NameConflictException if another object has its name
   * @throws InvalidEndpointException if the cluster does not have the kind
   */
  HasMetadata apply(HasMetadata wanted, SympoziumInstance instance) {
    HasMetadata found = client.resource(wanted).get();
    if (found == null) {
      return create(wanted);
    }
    if (!isOwned(found, instance)) {
      throw new NameConflictException(found);
    }
    if (found.isMarkedForDeletion()) {
      return found;
    }
    if (isPermission(wanted) || wanted instanceof ServiceAccount) {
      return replaceIfDifferent(found, wanted);
    }
    if (ObjectDrift.isCurrent(found, wanted)) {
      return found;
    }
    return client
        .resource(wanted)
        .lockResourceVersion(found.getMetadata().getResourceVersion())
        .update();
  }

  /**
   * Deletes an object that the operator may not change, and the next reconcile creates it again.
   * Not because of its labels, which decide nothing: the pods lose their tokens with the account.
   */
  private HasMetadata replaceIfDifferent(HasMetadata found, HasMetadata wanted) {
    HasMetadata withoutLabels = client.getKubernetesSerialization().clone(wanted);
    withoutLabels.getMetadata().setLabels(null);
    if (!ObjectDrift.isCurrent(found, withoutLabels)) {
      delete(found);
    }
    return found;
  }

  private HasMetadata create(HasMetadata wanted) {
    try {
      return (isPermission(wanted) ? granter : client).resource(wanted).create();
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND && wanted instanceof HTTPRoute) {
        throw new InvalidEndpointException(
            "spec.endpoint.gatewayRef: the cluster has no HTTPRoutes. Install the Gateway API"
                + " (gateway.networking.k8s.io/v1), or remove the field to get an Ingress.");
      }
      throw e;
    }
  }

  /**
   * Deletes the object of a kind.
   *
   * @return whether the endpoint has no such object
   */
  boolean delete(Class<? extends HasMetadata> kind, SympoziumInstance instance) {
    HasMetadata found = find(kind, instance);
    if (found == null || !isOwned(found, instance)) {
      return true;
    }
    if (!found.isMarkedForDeletion()) {
      delete(found);
    }
    return false;
  }

  private void delete(HasMetadata found) {
    client.resource(found).lockResourceVersion(found.getMetadata().getResourceVersion()).delete();
  }

  private <T extends HasMetadata> @Nullable T find(Class<T> kind, SympoziumInstance instance) {
    return client
        .resources(kind)
        .inNamespace(instance.getMetadata().getNamespace())
        .withName(EndpointNames.of(instance))
        .get();
  }

  private static boolean isPermission(HasMetadata object) {
    return object instanceof Role || object instanceof RoleBinding;
  }

  /** Names and labels can be forged, and the owner decides what is deleted with the instance. */
  private static boolean isOwned(HasMetadata object, SympoziumInstance instance) {
    return OwnerReferences.isOwnedBy(object.getMetadata(), instance.getMetadata().getUid());
  }
}
