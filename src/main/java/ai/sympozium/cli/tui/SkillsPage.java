package ai.sympozium.cli.tui;

import java.util.List;

/**
 * How the skills of an instance share the lines of the screen.
 *
 * @param choices the packs
 * @param difference lines about what saving changes
 * @param packs number of packs that are shown
 * @param gap whether an empty line separates packs and difference
 * @param room number of lines for the difference
 */
record SkillsPage(SkillChoices choices, List<String> difference, int packs, boolean gap, int room) {
  private static final int MAX_PACKS_BESIDE_DIFFERENCE = 4;
  private static final int MIN_ROOM_FOR_GAP = 8;

  /** Title and keys. */
  private static final int FRAME = 2;

  SkillsPage {
    difference = List.copyOf(difference);
  }

  /**
   * Divides the lines.
   *
   * @param width columns of a line of the difference
   * @param height number of all lines
   */
  static SkillsPage of(TuiState state, Overlay.Skills panel, int width, int height) {
    SkillChoices choices = SkillChoices.of(state, panel);
    List<String> difference =
        SkillsDifference.lines(state, choices, width).stream()
            .flatMap(line -> Cells.wrap(line, width).stream())
            .toList();
    int room = height - FRAME;
    boolean gap = room >= MIN_ROOM_FOR_GAP;
    int rest = room - (gap ? 1 : 0) - (state.data().packs().problem() == null ? 0 : 1);
    int least = Math.clamp(room / 4, 1, MAX_PACKS_BESIDE_DIFFERENCE);
    int packs =
        Math.max(1, Math.min(choices.names().size(), Math.max(least, rest - difference.size())));
    return new SkillsPage(choices, difference, packs, gap, Math.max(1, rest - packs));
  }

  /** Returns whether the difference has more lines than the screen has room for. */
  boolean isCut() {
    return difference.size() > room;
  }

  /** Returns the number of lines of the difference that are shown together. */
  int lines() {
    return isCut() && room > 1 ? room - 1 : Math.min(room, difference.size());
  }

  /** Returns the first line that is shown for a wanted one. */
  int first(int wanted) {
    return Math.clamp(wanted, 0, Math.max(0, difference.size() - lines()));
  }
}
