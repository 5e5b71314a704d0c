/** What is put right in the generated CustomResourceDefinitions, at build time. */
@NullMarked
package ai.sympozium.operator.crd;

import org.jspecify.annotations.NullMarked;
