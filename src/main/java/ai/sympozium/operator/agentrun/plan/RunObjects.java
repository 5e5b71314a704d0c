package ai.sympozium.operator.agentrun.plan;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.SympoziumLabels;
import ai.sympozium.contract.PodContract;
import ai.sympozium.operator.kube.OwnerReferences;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.util.Map;

/**
 * Names, labels and owner references of the objects that belong to a run, and how to check them.
 */
public final class RunObjects {
  /** Key of the plan in the plan ConfigMap. */
  public static final String PLAN_KEY = PodContract.PLAN_KEY;

  /** Key of the agent's input in the plan ConfigMap. */
  public static final String AGENT_INPUT_KEY = PodContract.AGENT_INPUT_FILE;

  /** Key of the gateway's CA certificate in the plan ConfigMap. */
  public static final String GATEWAY_CA_KEY = PodContract.GATEWAY_CA_FILE;

  /** Key of the certificate authorities of the cluster in the plan ConfigMap. */
  public static final String TRUSTED_CA_KEY = PodContract.TRUSTED_CA_FILE;

  /** Key of the reported result in the transcript ConfigMap. */
  public static final String RESULT_KEY = PodContract.RESULT_FILE;

  /** Key of the transcript in the transcript ConfigMap. */
  public static final String TRANSCRIPT_KEY = PodContract.TRANSCRIPT_FILE;

  /** Key of the entries in the log ConfigMap, one JSON object on each line. */
  public static final String LOG_KEY = "log.jsonl";

  /** Key of the number of older entries that the log ConfigMap no longer contains. */
  public static final String OMITTED_KEY = "omitted";

  private static final int POD_SUFFIX_LENGTH = 5;

  private RunObjects() {}

  /** Returns the name of the ConfigMap that stores a run's plan. */
  public static String planName(String run) {
    return run + "-plan";
  }

  /** Returns the name of the ConfigMap that stores a run's result and transcript. */
  public static String transcriptName(String run) {
    return run + "-transcript";
  }

  /** Returns the name of the ConfigMap that stores the log of a run's agent. */
  public static String logName(String run) {
    return run + "-agent-log";
  }

  /** Returns the pod's name. It contains a part of the UID, so a recreated run gets another pod. */
  public static String podName(String run, String uid) {
    return run + "-" + uid.replace("-", "").substring(0, POD_SUFFIX_LENGTH);
  }

  /** Checks whether a pod has the name of a run's pod. Accepts any text as UID. */
  public static boolean isPodName(String pod, String run, String uid) {
    return uid.replace("-", "").length() >= POD_SUFFIX_LENGTH && pod.equals(podName(run, uid));
  }

  /** Returns the labels of the objects that are created from a plan. */
  public static Map<String, String> labels(RunPlan plan) {
    return Map.of(
        SympoziumLabels.LABEL_MANAGED_BY, SympoziumLabels.MANAGED_BY,
        SympoziumLabels.LABEL_RUN, plan.run().name(),
        SympoziumLabels.LABEL_RUN_UID, plan.run().uid(),
        SympoziumLabels.LABEL_INSTANCE, plan.instance());
  }

  /** Returns the reference that makes a run the controller of an object. */
  public static OwnerReference ownerReference(RunPlan plan) {
    return new OwnerReferenceBuilder()
        .withApiVersion(SympoziumLabels.GROUP + "/" + SympoziumLabels.VERSION)
        .withKind("AgentRun")
        .withName(plan.run().name())
        .withUid(plan.run().uid())
        .withController(true)
        .build();
  }

  /** Returns the reference that makes a run the controller of an object. */
  public static OwnerReference ownerReference(AgentRun run) {
    return OwnerReferences.ofController(run);
  }

  /** Checks ownership by UID. Names and labels can be forged. */
  public static boolean isOwnedBy(HasMetadata object, AgentRun run) {
    return OwnerReferences.isOwnedBy(object.getMetadata(), run.getMetadata().getUid());
  }

  /**
   * Checks whether the owner is an earlier run of the same name. The earlier run is deleted, so the
   * garbage collector is about to delete the object too.
   */
  public static boolean isOwnedByPredecessor(HasMetadata object, AgentRun run) {
    return object.getMetadata().getOwnerReferences().stream()
        .anyMatch(o ->
            run.getKind().equals(o.getKind())
                && run.getMetadata().getName().equals(o.getName())
                && !run.getMetadata().getUid().equals(o.getUid()));
  }
}
