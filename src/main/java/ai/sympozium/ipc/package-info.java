/** Files that the containers of a run's pod exchange: names, JSON, secure and atomic access. */
@NullMarked
package ai.sympozium.ipc;

import org.jspecify.annotations.NullMarked;
