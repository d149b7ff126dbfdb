/**
 * API. Migrations without Spring Boot.
 */
@NullMarked
package io.appmigrations.standalone;

import org.jspecify.annotations.NullMarked;
