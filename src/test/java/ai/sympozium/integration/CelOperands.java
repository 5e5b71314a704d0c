package ai.sympozium.integration;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/** Finds the operands of {@code &&} in an expression of the Common Expression Language. */
final class CelOperands {
  private static final Set<String> SEPARATORS = Set.of("&&", "||", "? ", ": ", ", ");

  private final String expression;
  private final List<Operand> operands = new ArrayList<>();

  /** Starts of the operands whose end is not found yet, one for each open bracket. */
  private final Deque<Start> starts = new ArrayDeque<>();

  /** Part of an expression. */
  record Operand(int from, int to) {}

  private record Start(int position, boolean afterAnd) {}

  private CelOperands(String expression) {
    this.expression = expression;
  }

  /** Returns the operands at each depth. */
  static List<Operand> of(String expression) {
    return new CelOperands(expression).scan();
  }

  private List<Operand> scan() {
    starts.push(new Start(0, false));
    for (int position = 0; position < expression.length(); position++) {
      char current = expression.charAt(position);
      if (current == '\'') {
        position = expression.indexOf('\'', position + 1);
      } else if ("([{".indexOf(current) >= 0) {
        starts.push(new Start(position + 1, false));
      } else if (")]}".indexOf(current) >= 0) {
        complete(position, false);
      } else if (isSeparator(position)) {
        boolean and = current == '&';
        complete(position, and);
        starts.push(new Start(position + 2, and));
        position++;
      }
    }
    complete(expression.length(), false);
    return operands;
  }

  /** A space follows {@code ?} and {@code :} of a conditional, but not those of optional fields. */
  private boolean isSeparator(int position) {
    return position + 2 <= expression.length()
        && SEPARATORS.contains(expression.substring(position, position + 2));
  }

  private void complete(int end, boolean beforeAnd) {
    Start start = starts.pop();
    if (beforeAnd || start.afterAnd()) {
      operands.add(new Operand(start.position(), end));
    }
  }
}
