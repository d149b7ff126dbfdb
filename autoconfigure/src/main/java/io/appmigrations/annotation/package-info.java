/**
 * API. Annotations for the entities of an application. The package has no dependencies,
 * so entities need nothing else.
 */
@NullMarked
package io.appmigrations.annotation;

import org.jspecify.annotations.NullMarked;
