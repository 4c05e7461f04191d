/** Centre of mass and synchronization measures. */
@NullMarked
package org.quorumsgd.measure;

import org.jspecify.annotations.NullMarked;
