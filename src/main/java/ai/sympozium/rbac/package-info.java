/** RBAC permissions as values: expands rules, matches permissions, finds the dangerous ones. */
@NullMarked
package ai.sympozium.rbac;

import org.jspecify.annotations.NullMarked;
