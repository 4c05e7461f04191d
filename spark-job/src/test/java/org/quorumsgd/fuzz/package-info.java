/** Damaged input for every reader of the project. */
@NullMarked
package org.quorumsgd.fuzz;

import org.jspecify.annotations.NullMarked;
