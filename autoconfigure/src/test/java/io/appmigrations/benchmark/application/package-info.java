/**
 * The application that is measured.
 */
@NullMarked
package io.appmigrations.benchmark.application;

import org.jspecify.annotations.NullMarked;
