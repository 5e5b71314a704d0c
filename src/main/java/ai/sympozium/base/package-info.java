/**
 * Building blocks of every package: exceptions, JSON trees, text truncation and keys of TLS
 * servers.
 */
@NullMarked
package ai.sympozium.base;

import org.jspecify.annotations.NullMarked;
