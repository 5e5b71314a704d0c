/** The cluster, as the person who asks may see it. */
@NullMarked
package ai.sympozium.cli.cluster;

import org.jspecify.annotations.NullMarked;
