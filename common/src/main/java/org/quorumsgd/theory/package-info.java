/** Closed forms and bounds that stand beside the measurements. */
@NullMarked
package org.quorumsgd.theory;

import org.jspecify.annotations.NullMarked;
