/** What stands between an operator and the API server in tests of faults. */
@NullMarked
package ai.sympozium.integration.proxy;

import org.jspecify.annotations.NullMarked;
