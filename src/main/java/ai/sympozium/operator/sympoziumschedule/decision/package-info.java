/** Decisions of the dispatcher of schedules, without input and output. */
@NullMarked
package ai.sympozium.operator.sympoziumschedule.decision;

import org.jspecify.annotations.NullMarked;
