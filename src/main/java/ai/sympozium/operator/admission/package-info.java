/** Admission webhook: authors can declare only the permissions that they hold. */
@NullMarked
package ai.sympozium.operator.admission;

import org.jspecify.annotations.NullMarked;
