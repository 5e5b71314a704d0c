package ai.sympozium.cli.tui;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The packs that an instance can attach, and the user's changes. A pack that another client
 * attached in the meantime is no change.
 *
 * @param names all packs, sorted
 */
record SkillChoices(List<String> names, Set<String> attached, Overlay.Skills panel) {
  SkillChoices {
    names = List.copyOf(names);
    attached = Set.copyOf(attached);
  }

  static SkillChoices of(TuiState state, Overlay.Skills panel) {
    Set<String> attached =
        state.data().instance(panel.instance()).stream()
            .flatMap(row -> row.skills().stream())
            .collect(Collectors.toSet());
    Set<String> names = new TreeSet<>(attached);
    state.data().packs().rows().forEach(pack -> names.add(pack.name()));
    names.addAll(panel.wanted().keySet());
    return new SkillChoices(new ArrayList<>(names), attached, panel);
  }

  int cursor() {
    return Math.clamp(panel.cursor(), 0, Math.max(0, names.size() - 1));
  }

  boolean isAttached(String name) {
    return panel.wanted().getOrDefault(name, attached.contains(name));
  }

  boolean isChanged(String name) {
    return isAttached(name) != attached.contains(name);
  }

  Set<String> enabled() {
    return names.stream()
        .filter(name -> isChanged(name) && isAttached(name))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  Set<String> disabled() {
    return names.stream()
        .filter(name -> isChanged(name) && !isAttached(name))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  boolean isUnchanged() {
    return names.stream().noneMatch(this::isChanged);
  }
}
