/** What stands between an operator and the API server in tests of faults. */
@NullMarked
package ai.sympozium.it.proxy;

import org.jspecify.annotations.NullMarked;
