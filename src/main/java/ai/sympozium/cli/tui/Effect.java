package ai.sympozium.cli.tui;

import java.util.Set;

/** Work outside of the model, which reports its result as an {@link Input}. */
sealed interface Effect {
  record Quit() implements Effect {}

  record CheckChange(String instance) implements Effect {}

  record SaveSkills(String instance, Set<String> enable, Set<String> disable) implements Effect {
    public SaveSkills {
      enable = Set.copyOf(enable);
      disable = Set.copyOf(disable);
    }
  }

  record StartRun(String instance, String task) implements Effect {}

  record DeleteRun(String run) implements Effect {}

  record Follow(String run) implements Effect {}

  record Unfollow() implements Effect {}

  record Describe(Tab tab, String namespace, String name) implements Effect {}

  record ListNamespaces() implements Effect {}

  record UseNamespace(String namespace) implements Effect {}
}
