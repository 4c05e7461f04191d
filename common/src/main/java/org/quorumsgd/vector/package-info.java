/** Flat parameter vectors: the only arithmetic that update rules may use. */
@NullMarked
package org.quorumsgd.vector;

import org.jspecify.annotations.NullMarked;
