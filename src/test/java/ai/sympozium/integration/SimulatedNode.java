package ai.sympozium.integration;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.HashMap;
import java.util.Map;

/** A node without a kubelet. A taint keeps pods of other tests away. */
final class SimulatedNode {
  static final String TAINT = "example.com/test";

  private SimulatedNode() {}

  /**
   * Creates a node.
   *
   * @param resources extended resources beside CPU, memory and pods
   */
  static void create(String name, Map<String, String> labels, Map<String, Quantity> resources) {
    Map<String, Quantity> all = new HashMap<>(resources);
    all.put("cpu", new Quantity("64"));
    all.put("memory", new Quantity("256Gi"));
    all.put("pods", new Quantity("10"));
    Node node =
        new NodeBuilder()
            .withNewMetadata()
            .withName(name)
            .withLabels(labels)
            .endMetadata()
            .withNewSpec()
            .addNewTaint("NoSchedule", TAINT, null, "true")
            .endSpec()
            .build();
    TestCluster.ADMIN.resource(node).serverSideApply();
    node.setStatus(
        new NodeBuilder()
            .withNewStatus()
            .withCapacity(all)
            .withAllocatable(all)
            .endStatus()
            .build()
            .getStatus());
    TestCluster.ADMIN
        .resource(node)
        .subresource("status")
        .patch(PatchContext.of(PatchType.SERVER_SIDE_APPLY));
  }

  static void delete(String name) {
    TestCluster.ADMIN.nodes().withName(name).delete();
  }
}
