/** Access to the API server: client, leader election, events, conditions, errors. */
@NullMarked
package ai.sympozium.operator.kube;

import org.jspecify.annotations.NullMarked;
