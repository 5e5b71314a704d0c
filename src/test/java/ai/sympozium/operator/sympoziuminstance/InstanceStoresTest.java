package ai.sympozium.operator.sympoziuminstance;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.LargestObject;
import ai.sympozium.api.SympoziumInstance;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;

class InstanceStoresTest {
  @Test
  void shouldReduceInstancesBeyondTotalSize() {
    var store = InstanceStores.instances();
    SympoziumInstance largest = LargestObject.of(SympoziumInstance.class, "sympoziuminstances");
    long kept = 0;
    long reduced = 0;
    while (reduced < 10) {
      SympoziumInstance instance = Serialization.clone(largest);
      instance.getMetadata().setName("a" + (kept + reduced));
      store.put("n/" + instance.getMetadata().getName(), instance);
      if (instance.getSpec() == null) {
        reduced++;
      } else {
        kept += Serialization.asJson(instance.getSpec()).length();
      }
      assertThat(kept).isLessThanOrEqualTo(InstanceStores.MAX_CHARACTERS);
    }

    assertThat(kept).isPositive();
  }
}
