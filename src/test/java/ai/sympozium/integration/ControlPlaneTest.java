package ai.sympozium.integration;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs the tests of a class on an API server without nodes, with the operator as a process of this
 * machine and {@link ai.sympozium.integration.controlplane.FakeKubelet} in place of containers. The
 * tests need no root.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("control-plane")
@ExtendWith(ControlPlaneExtension.class)
@interface ControlPlaneTest {}
