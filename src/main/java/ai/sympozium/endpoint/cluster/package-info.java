/** Runs in the cluster: created by the API server, followed by the operator's gateway. */
@NullMarked
package ai.sympozium.endpoint.cluster;

import org.jspecify.annotations.NullMarked;
