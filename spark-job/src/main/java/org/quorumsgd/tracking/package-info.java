/** Finished runs told to experiment trackers, from their directories. */
@NullMarked
package org.quorumsgd.tracking;

import org.jspecify.annotations.NullMarked;
