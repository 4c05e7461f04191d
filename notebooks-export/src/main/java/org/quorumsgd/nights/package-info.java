/** What the nights of a batch have brought, one after another, and what changed for the worse. */
@NullMarked
package org.quorumsgd.nights;

import org.jspecify.annotations.NullMarked;
