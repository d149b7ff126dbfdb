/**
 * Internal. What the families of database objects have in common: {@link Family}, what it
 * is asked with, and what several families need. Each family lies in the room below that
 * says what it is about. Pure: what goes through all objects, be it to read them or to
 * compare them, lies above and knows no kind.
 */
@NullMarked
package io.appmigrations.internal.family;

import org.jspecify.annotations.NullMarked;
