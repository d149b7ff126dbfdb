/**
 * Internal. What is known of each family of database objects: how it is read, created,
 * dropped, altered, named and ordered. Pure: what goes through all objects, be it to read
 * them or to compare them, lies above and knows no kind.
 */
@NullMarked
package io.appmigrations.internal.family;

import org.jspecify.annotations.NullMarked;
