/** Reads stored transcripts of runs. */
@NullMarked
package ai.sympozium.cli.transcript;

import org.jspecify.annotations.NullMarked;
