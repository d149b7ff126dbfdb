/**
 * Upgrades and downgrades that are killed, cut off and raced, again and again, at random
 * points. What was tested how often is told in {@code docs/reliability.md}.
 */
@NullMarked
package io.appmigrations.faults;

import org.jspecify.annotations.NullMarked;
