/** Documentation that tests keep true. */
@NullMarked
package ai.sympozium.docs;

import org.jspecify.annotations.NullMarked;
