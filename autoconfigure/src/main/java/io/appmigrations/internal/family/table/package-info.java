/**
 * Internal. The families of tables, their parents, columns and defaults, and of what is
 * set on them.
 */
@NullMarked
package io.appmigrations.internal.family.table;

import org.jspecify.annotations.NullMarked;
