/** Pure decisions about the permissions that the operator may grant; shared with the CLI. */
@NullMarked
package ai.sympozium.operator.grant.ceiling;

import org.jspecify.annotations.NullMarked;
