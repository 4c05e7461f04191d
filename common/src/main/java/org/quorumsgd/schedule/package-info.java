/** Functions of the step: learning rates and coupling gains. */
@NullMarked
package org.quorumsgd.schedule;

import org.jspecify.annotations.NullMarked;
