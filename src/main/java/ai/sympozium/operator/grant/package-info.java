/** Rights: the ceiling, their granting, their proved end, the sweeping of what was left. */
@NullMarked
package ai.sympozium.operator.grant;

import org.jspecify.annotations.NullMarked;
