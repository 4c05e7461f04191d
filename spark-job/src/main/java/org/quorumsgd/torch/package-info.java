/** libtorch behind the {@code Objective} seam: the presets and their gradients. */
@NullMarked
package org.quorumsgd.torch;

import org.jspecify.annotations.NullMarked;
