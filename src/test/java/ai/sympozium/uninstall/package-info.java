@NullMarked
package ai.sympozium.uninstall;

import org.jspecify.annotations.NullMarked;
