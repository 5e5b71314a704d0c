/** Connection to the cluster with the credentials of the user. */
@NullMarked
package ai.sympozium.cli.cluster;

import org.jspecify.annotations.NullMarked;
