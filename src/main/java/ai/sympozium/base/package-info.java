/** Building blocks of every package: exceptions, JSON trees and text truncation. */
@NullMarked
package ai.sympozium.base;

import org.jspecify.annotations.NullMarked;
