/** Controller of SympoziumInstance: reports readiness, counts runs, limits their history. */
@NullMarked
package ai.sympozium.operator.sympoziuminstance;

import org.jspecify.annotations.NullMarked;
