/** Starts a real API server without nodes, and plays the kubelet. Needs neither root nor images. */
@NullMarked
package ai.sympozium.integration.controlplane;

import org.jspecify.annotations.NullMarked;
