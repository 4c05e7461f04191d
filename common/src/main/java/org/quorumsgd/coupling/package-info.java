/** How an agent is pulled to the common signal. */
@NullMarked
package org.quorumsgd.coupling;

import org.jspecify.annotations.NullMarked;
