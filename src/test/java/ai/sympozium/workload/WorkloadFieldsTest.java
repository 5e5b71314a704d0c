package ai.sympozium.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class WorkloadFieldsTest {
  private static final WorkloadFields FIELDS = WorkloadFields.read();

  @Test
  void shouldClassifyEveryFieldOfSnapshot() {
    assertThat(FIELDS.differences(WorkloadSchema.snapshot())).isEmpty();
  }

  @Test
  void shouldReportFieldWhenKubernetesAddsIt() {
    assertThat(FIELDS.differences(withField("Probe", "newField", "string")))
        .singleElement()
        .asString()
        .startsWith("Probe.newField: is not classified. Add it to ");
    assertThat(FIELDS.differences(withField("Toleration", "newField", "string"))).hasSize(1);
  }

  @Test
  void shouldReportFieldWhenKubernetesRemovesIt() {
    SortedMap<String, SortedMap<String, String>> types =
        new TreeMap<>(WorkloadSchema.snapshot().types());
    SortedMap<String, String> fields = new TreeMap<>(types.get("Probe"));
    fields.remove("grpc");
    types.put("Probe", fields);

    assertThat(FIELDS.differences(new WorkloadSchema(types)))
        .contains("Probe.grpc: does not exist in this Kubernetes version. Remove it.");
  }

  private static WorkloadSchema withField(String type, String name, String valueType) {
    SortedMap<String, SortedMap<String, String>> types =
        new TreeMap<>(WorkloadSchema.snapshot().types());
    SortedMap<String, String> fields = new TreeMap<>(types.get(type));
    fields.put(name, valueType);
    types.put(type, fields);
    return new WorkloadSchema(types);
  }
}
