/** How the common signal, the quorum variable, moves. */
@NullMarked
package org.quorumsgd.quorum;

import org.jspecify.annotations.NullMarked;
