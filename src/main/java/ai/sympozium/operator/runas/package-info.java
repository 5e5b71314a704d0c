/** Chooses user and group of the pods of a namespace. */
@NullMarked
package ai.sympozium.operator.runas;

import org.jspecify.annotations.NullMarked;
