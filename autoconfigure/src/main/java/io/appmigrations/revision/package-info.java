/**
 * The revision graph: revisions, targets, plans. Pure values without I/O and without SQL;
 * everybody may use it.
 */
@NullMarked
package io.appmigrations.revision;

import org.jspecify.annotations.NullMarked;
