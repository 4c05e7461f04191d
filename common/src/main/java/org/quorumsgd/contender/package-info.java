/** What is measured side by side, each in a process of its own, and the few lines of text in which it is asked. */
@NullMarked
package org.quorumsgd.contender;

import org.jspecify.annotations.NullMarked;
