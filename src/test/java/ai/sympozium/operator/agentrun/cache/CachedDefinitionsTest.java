package ai.sympozium.operator.agentrun.cache;

import static org.assertj.core.api.Assertions.assertThat;

import ai.sympozium.api.AgentRun;
import ai.sympozium.api.LargestObject;
import ai.sympozium.api.SkillPack;
import ai.sympozium.api.SympoziumInstance;
import ai.sympozium.operator.kube.BoundedItemStore;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;

/** Tests that no field of a cached object is missing in the total size of its cache. */
class CachedDefinitionsTest {
  @Test
  void shouldCountEveryFieldOfPacks() {
    assertLimited(
        CachedDefinitions.packs(),
        LargestObject.of(SkillPack.class, "skillpacks"),
        CachedDefinitions.MAX_CHARACTERS_OF_PACKS);
  }

  @Test
  void shouldCountEveryFieldOfInstances() {
    assertLimited(
        CachedDefinitions.instances(),
        LargestObject.of(SympoziumInstance.class, "sympoziuminstances"),
        CachedDefinitions.MAX_CHARACTERS_OF_INSTANCES);
  }

  @Test
  void shouldCountEveryFieldOfRuns() {
    assertLimited(
        CachedRuns.store(),
        LargestObject.of(AgentRun.class, "agentruns"),
        CachedRuns.MAX_CHARACTERS);
  }

  private static <T extends CustomResource<?, ?>> void assertLimited(
      BoundedItemStore<T> store, T largest, long max) {
    long length = Serialization.asJson(largest.getSpec()).length();
    long whole = 0;
    for (int i = 0; i < 2 * max / length; i++) {
      T object = Serialization.clone(largest);
      object.getMetadata().setName("a" + i);
      store.put("n/a" + i, object);
      String kept = Serialization.asJson(object);
      whole += kept.length() > length / 2 ? kept.length() : 0;
    }

    assertThat(whole).isBetween(max / 4, max);
  }
}
