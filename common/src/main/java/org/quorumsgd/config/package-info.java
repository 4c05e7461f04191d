/** Configuration: every key declared once, all problems reported at once. */
@NullMarked
package org.quorumsgd.config;

import org.jspecify.annotations.NullMarked;
