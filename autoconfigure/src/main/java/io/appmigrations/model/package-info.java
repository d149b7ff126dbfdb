/**
 * API. The desired schema and its differences from a database: what a source of the model
 * declares, and what those who shape generated revisions are given. Pure values.
 */
@NullMarked
package io.appmigrations.model;

import org.jspecify.annotations.NullMarked;
