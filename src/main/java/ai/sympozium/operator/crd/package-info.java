/** Completes the generated CustomResourceDefinitions at build time. */
@NullMarked
package ai.sympozium.operator.crd;

import org.jspecify.annotations.NullMarked;
