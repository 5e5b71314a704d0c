/** SympoziumInstance: whether an instance can run. */
@NullMarked
package ai.sympozium.operator.sympoziuminstance;

import org.jspecify.annotations.NullMarked;
