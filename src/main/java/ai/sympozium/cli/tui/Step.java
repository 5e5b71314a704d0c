package ai.sympozium.cli.tui;

import java.util.List;

/** The next state, and the effects that lead to further inputs. */
record Step(TuiState state, List<Effect> effects) {
  Step {
    effects = List.copyOf(effects);
  }

  static Step of(TuiState state, Effect... effects) {
    return new Step(state, List.of(effects));
  }
}
