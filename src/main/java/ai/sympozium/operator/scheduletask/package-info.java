/** The tool {@code schedule_task}: schedules that agents create for their instance. */
@NullMarked
package ai.sympozium.operator.scheduletask;

import org.jspecify.annotations.NullMarked;
