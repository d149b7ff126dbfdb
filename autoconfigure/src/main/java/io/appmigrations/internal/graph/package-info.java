/**
 * Internal. The revision graph: revisions, targets, plans. Pure values without I/O and
 * without SQL.
 */
@NullMarked
package io.appmigrations.internal.graph;

import org.jspecify.annotations.NullMarked;
