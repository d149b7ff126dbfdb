/**
 * Instructors, their courses with lessons, and who is enrolled: entities, repositories
 * and REST controllers. Called over HTTP only.
 */
@NullMarked
package io.appmigrations.sample.catalogue;

import org.jspecify.annotations.NullMarked;
