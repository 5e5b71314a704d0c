/** The gateway's certificates. */
@NullMarked
package ai.sympozium.operator.certificate;

import org.jspecify.annotations.NullMarked;
