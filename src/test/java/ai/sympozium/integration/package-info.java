/** Tests on the embedded cluster, with the operator as the chart installs it. */
@NullMarked
package ai.sympozium.integration;

import org.jspecify.annotations.NullMarked;
