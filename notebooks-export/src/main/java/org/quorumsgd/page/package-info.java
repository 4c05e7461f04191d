/**
 * The page that draws runs, as files that a server sends or a report carries inside, and the choice of the rounds that it gets.
 * Knows neither where runs come from nor who shows it.
 */
@NullMarked
package org.quorumsgd.page;

import org.jspecify.annotations.NullMarked;
