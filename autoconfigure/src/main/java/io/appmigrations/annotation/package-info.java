/**
 * What an application writes on its entities. Uses nothing, and whoever reads entities
 * may use it.
 */
@NullMarked
package io.appmigrations.annotation;

import org.jspecify.annotations.NullMarked;
