/** The command {@code migrate}, which converts manifests of the original. */
@NullMarked
package ai.sympozium.cli.migrate;

import org.jspecify.annotations.NullMarked;
