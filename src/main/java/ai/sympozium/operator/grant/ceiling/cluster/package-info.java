/** Reads the ceiling from the API server; never writes. Shared with the CLI. */
@NullMarked
package ai.sympozium.operator.grant.ceiling.cluster;

import org.jspecify.annotations.NullMarked;
