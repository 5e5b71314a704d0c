/** Rights as values: what a rule comes to, right by right, and which of them are dangerous. */
@NullMarked
package ai.sympozium.rbac;

import org.jspecify.annotations.NullMarked;
