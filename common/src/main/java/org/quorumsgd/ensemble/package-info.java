/** All agents together: the driver's loop, and the single-thread oracle. */
@NullMarked
package org.quorumsgd.ensemble;

import org.jspecify.annotations.NullMarked;
