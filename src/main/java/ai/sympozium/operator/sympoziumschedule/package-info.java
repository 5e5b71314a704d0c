/** Controller of SympoziumSchedule: starts runs at the times of schedules. */
@NullMarked
package ai.sympozium.operator.sympoziumschedule;

import org.jspecify.annotations.NullMarked;
