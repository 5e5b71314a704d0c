/** The classification of the fields of workloads that the chart's admission policy enforces. */
@NullMarked
package ai.sympozium.workload;

import org.jspecify.annotations.NullMarked;
