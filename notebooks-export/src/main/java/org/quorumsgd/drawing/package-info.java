/** Curves in panels, as SVG and PNG. */
@NullMarked
package org.quorumsgd.drawing;

import org.jspecify.annotations.NullMarked;
