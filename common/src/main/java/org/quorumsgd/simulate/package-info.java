/** Many simulations of coupled agents on losses given by formulas, several at once in the lanes of a processor's vectors. */
@NullMarked
package org.quorumsgd.simulate;

import org.jspecify.annotations.NullMarked;
