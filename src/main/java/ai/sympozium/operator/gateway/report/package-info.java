/** Reports of a run's pod: its log while it runs, and its result and transcript at the end. */
@NullMarked
package ai.sympozium.operator.gateway.report;

import org.jspecify.annotations.NullMarked;
