/** libtorch behind the {@code Objective} seam: presets and TorchScripts, and their gradients. */
@NullMarked
package org.quorumsgd.torch;

import org.jspecify.annotations.NullMarked;
