/**
 * API. The settings of migrations, without Spring Boot's properties.
 */
@NullMarked
package io.appmigrations.settings;

import org.jspecify.annotations.NullMarked;
