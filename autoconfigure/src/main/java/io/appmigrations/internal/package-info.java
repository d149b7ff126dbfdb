/**
 * Internal. What lies below is no API: nothing outside may import it, and it changes
 * without notice.
 */
@NullMarked
package io.appmigrations.internal;

import org.jspecify.annotations.NullMarked;
