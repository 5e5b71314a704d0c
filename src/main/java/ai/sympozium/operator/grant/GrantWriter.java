package ai.sympozium.operator.grant;

import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.operator.config.OperatorConfig;
import ai.sympozium.operator.grant.SkillGrant.RunRef;
import ai.sympozium.operator.kube.ApiErrors;
import ai.sympozium.operator.kube.Impersonation;
import ai.sympozium.operator.kube.ParallelCalls;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Creates the objects of grants. Idempotent: objects that this process has created are skipped, and
 * other existing objects are compared by owner and content.
 *
 * <p>Creates roles and bindings as the granter, an account that holds only the ceiling. The API
 * server lets an account grant what it holds, so the operator cannot grant its own permissions.
 */
@ApplicationScoped
public class GrantWriter {
  private final KubernetesClient client;
  private final KubernetesClient granter;
  private final OperatorConfig config;
  private final GrantExpectations expectations;

  GrantWriter(KubernetesClient client, OperatorConfig config, GrantExpectations expectations) {
    this.client = client;
    this.config = config;
    this.granter = Impersonation.of(client, config.granterUsername());
    this.expectations = expectations;
  }

  /**
   * Creates ServiceAccounts and roles, which give no permission yet. They come before the bindings
   * because the API server reads a binding's role for its escalation check.
   */
  public void prepare(List<SkillGrant> grants) throws GrantRefusedException {
    createAll(
        grants.stream()
            .flatMap(grant ->
                Stream.concat(Stream.of(grant.account()), grant.roles().stream())
                    .map(object -> () -> create(grant.run(), object))));
  }

  /** Creates the bindings. From here on the permissions are effective. */
  public void bind(List<SkillGrant> grants) throws GrantRefusedException {
    createAll(
        grants.stream()
            .flatMap(grant ->
                grant.bindings().stream().map(object -> () -> create(grant.run(), object))));
  }

  private static void createAll(Stream<ParallelCalls.Call<GrantRefusedException>> calls)
      throws GrantRefusedException {
    ParallelCalls.all(GrantRefusedException.class, calls);
  }

  private void create(RunRef run, HasMetadata desired) throws GrantRefusedException {
    if (expectations.version(desired) != null) {
      return; // An earlier attempt to start this run created it.
    }
    try {
      KubernetesClient creator = desired instanceof ServiceAccount ? client : granter;
      expectations.created(creator.resource(desired).create());
    } catch (KubernetesClientException e) {
      if (ApiErrors.canExist(e)) {
        adopt(run, desired, e);
      } else if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
        throw new GrantRefusedException(
            "The API server rejected "
                + GrantObjects.describe(desired)
                + ": "
                + serverMessage(e)
                + remedy(e));
      } else {
        throw e;
      }
    }
  }

  private String remedy(KubernetesClientException e) {
    return deniesImpersonation(e)
        ? " The operator needs the verb impersonate on the ServiceAccount "
            + OperatorConfig.GRANTER
            + " in namespace "
            + config.namespace()
            + ". Restore the rules of its Role sympozium-operator there with helm upgrade."
        : " An administrator can extend the ceiling with a ClusterRole labelled "
            + SympoziumLabels.LABEL_AGGREGATE_TO_CEILING
            + "=true.";
  }

  /** The API server names the account that may not be impersonated, not the object. */
  private static boolean deniesImpersonation(KubernetesClientException e) {
    var details = e.getStatus() == null ? null : e.getStatus().getDetails();
    return details != null
        && "serviceaccounts".equals(details.getKind())
        && OperatorConfig.GRANTER.equals(details.getName());
  }

  /** Crash-safe: the operator may have died between creating an object and recording it. */
  private void adopt(RunRef run, HasMetadata desired, KubernetesClientException failure)
      throws GrantRefusedException {
    HasMetadata live = client.resource(desired).get();
    if (live == null) {
      // Deleted in between, or the quota is full; a later reconcile creates it.
      throw failure;
    }
    if (!GrantObjects.isOwnedBy(run, live)) {
      throw new GrantRefusedException(
          GrantObjects.describe(live)
              + " already exists and does not belong to this run. Nothing was adopted or deleted."
              + " Delete it, or find out what created it, and create the run again.");
    }
    if (!GrantObjects.hasSameContent(desired, live)) {
      throw new GrantRefusedException(
          GrantObjects.describe(live)
              + " already exists with this run's labels, but with different content. It was not"
              + " adopted and is deleted with the run. Find out what created it, and create the"
              + " run again.");
    }
  }

  private static String serverMessage(KubernetesClientException e) {
    String message = e.getStatus() == null ? null : e.getStatus().getMessage();
    return Objects.requireNonNullElse(message, "forbidden");
  }
}
