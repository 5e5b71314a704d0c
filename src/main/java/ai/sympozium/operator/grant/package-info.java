/** Creates, revokes and garbage-collects the objects that give skills their permissions. */
@NullMarked
package ai.sympozium.operator.grant;

import org.jspecify.annotations.NullMarked;
