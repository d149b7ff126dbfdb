/**
 * API. What an application writes on its entities. Uses nothing, so that entities need
 * nothing else.
 */
@NullMarked
package io.appmigrations.annotation;

import org.jspecify.annotations.NullMarked;
