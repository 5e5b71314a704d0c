package ai.sympozium.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapList;
import io.fabric8.kubernetes.api.model.WatchEvent;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ManagedFieldsSkippingJsonFactoryTest {
  private static final String MAP =
      """
      {"apiVersion":"v1","kind":"ConfigMap",
       "metadata":{"managedFields":[{"manager":"a","fieldsV1":{"f:data":{"f:metadata":{}}}}],
                   "name":"plan","managedFields":[],"labels":{"managedFields":"kept"}},
       "data":{"managedFields":"kept","metadata":"kept"}}
      """;

  private final KubernetesSerialization serialization =
      new KubernetesSerialization(new ObjectMapper(new ManagedFieldsSkippingJsonFactory()), true);

  @Test
  void shouldSkipManagedFieldsOfObject() {
    assertKept(serialization.unmarshal(MAP, ConfigMap.class));
    assertKept(serialization.unmarshal(stream(MAP), ConfigMap.class));
  }

  @Test
  void shouldSkipManagedFieldsInListsAndWatchEvents() {
    assertKept(
        serialization
            .unmarshal(
                stream(
                    "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMapList\",\"metadata\":{},\"items\":["
                        + MAP
                        + "]}"),
                ConfigMapList.class)
            .getItems()
            .getFirst());
    assertKept(
        (ConfigMap)
            serialization
                .unmarshal("{\"type\":\"ADDED\",\"object\":" + MAP + "}", WatchEvent.class)
                .getObject());
  }

  private static void assertKept(ConfigMap map) {
    assertThat(map.getMetadata().getManagedFields()).isEmpty();
    assertThat(map.getMetadata().getName()).isEqualTo("plan");
    assertThat(map.getMetadata().getLabels()).containsEntry("managedFields", "kept");
    assertThat(map.getData())
        .containsEntry("managedFields", "kept")
        .containsEntry("metadata", "kept");
  }

  private static ByteArrayInputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }
}
