/**
 * API. The desired schema and its differences from a database: the types that a source of
 * the model returns and that customizers of generated revisions receive. Pure values.
 */
@NullMarked
package io.appmigrations.model;

import org.jspecify.annotations.NullMarked;
