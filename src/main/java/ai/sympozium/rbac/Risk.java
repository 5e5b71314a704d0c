package ai.sympozium.rbac;

import java.util.List;
import java.util.function.UnaryOperator;

/** A risk that the rules of a skill bring. */
public sealed interface Risk {
  /**
   * Describes the risk in one line.
   *
   * @param sanitizer makes text of the rules safe to print
   */
  String describe(UnaryOperator<String> sanitizer);

  /**
   * A permission that is dangerous by itself.
   *
   * @param permission the first permission of the rules that is or includes it
   * @param scope where it applies, as the end of a sentence: {@code in demo}
   */
  record Dangerous(DangerousPermission dangerous, Permission permission, String scope)
      implements Risk {
    @Override
    public String describe(UnaryOperator<String> sanitizer) {
      return sanitizer.apply(permission.describe()) + " " + scope + ": " + dangerous.risk();
    }
  }

  /**
   * Permissions that are a risk when they are held together.
   *
   * @param effect the ability of a holder, as the rest of a sentence
   * @param names the objects that it is limited to; empty means all objects
   */
  record Combined(String effect, List<String> names) implements Risk {
    public Combined {
      names = List.copyOf(names);
    }

    @Override
    public String describe(UnaryOperator<String> sanitizer) {
      return effect
          + (names.isEmpty() ? "" : "; limited to " + sanitizer.apply(String.join(", ", names)));
    }
  }
}
