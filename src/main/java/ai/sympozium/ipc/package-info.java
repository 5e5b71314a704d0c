/** What the programs of a run's pod say to each other: file names, JSON, safe and atomic files. */
@NullMarked
package ai.sympozium.ipc;

import org.jspecify.annotations.NullMarked;
