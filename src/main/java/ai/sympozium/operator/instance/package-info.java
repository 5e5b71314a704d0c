/** SympoziumInstance: whether an instance can run. */
@NullMarked
package ai.sympozium.operator.instance;

import org.jspecify.annotations.NullMarked;
