/**
 * Internal. Compares a database with a model: reads both, tries the changes in scratch
 * schemas, and says what differs.
 */
@NullMarked
package io.appmigrations.internal.compare;

import org.jspecify.annotations.NullMarked;
