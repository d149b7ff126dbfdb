/**
 * API. Everything that migrations can be told, without Spring Boot's properties.
 */
@NullMarked
package io.appmigrations.settings;

import org.jspecify.annotations.NullMarked;
