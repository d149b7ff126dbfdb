/**
 * Internal. The families of types other than those of tables: enums, composite types,
 * ranges and domains, with the collations that they can have.
 */
@NullMarked
package io.appmigrations.internal.family.type;

import org.jspecify.annotations.NullMarked;
