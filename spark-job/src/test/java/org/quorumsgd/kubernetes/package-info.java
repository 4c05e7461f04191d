@NullMarked
package org.quorumsgd.kubernetes;

import org.jspecify.annotations.NullMarked;
