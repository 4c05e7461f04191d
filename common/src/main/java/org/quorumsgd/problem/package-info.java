/** Analytic problems with known answers. */
@NullMarked
package org.quorumsgd.problem;

import org.jspecify.annotations.NullMarked;
