/** Arithmetic of schedules, without a clock and without Kubernetes. */
@NullMarked
package ai.sympozium.schedule;

import org.jspecify.annotations.NullMarked;
