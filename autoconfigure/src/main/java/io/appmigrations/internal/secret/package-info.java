/**
 * Internal. What may be a password in SQL, in URLs and in messages, and how it is masked.
 */
@NullMarked
package io.appmigrations.internal.secret;

import org.jspecify.annotations.NullMarked;
