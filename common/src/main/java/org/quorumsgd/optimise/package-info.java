/** How an agent moves on its own gradient: SGD, heavy ball, Nesterov. */
@NullMarked
package org.quorumsgd.optimise;

import org.jspecify.annotations.NullMarked;
