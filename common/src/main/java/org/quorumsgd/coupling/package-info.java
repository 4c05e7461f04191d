/** How strongly agents are coupled, and how one agent is pulled to the common signal. */
@NullMarked
package org.quorumsgd.coupling;

import org.jspecify.annotations.NullMarked;
