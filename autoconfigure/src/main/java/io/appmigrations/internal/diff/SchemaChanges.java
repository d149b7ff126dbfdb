package io.appmigrations.internal.diff;

import java.util.List;

import io.appmigrations.model.Change;

/**
 * The changes that lead from one schema to another.
 *
 * @param changes the changes in the order in which they run
 * @param replaced which types they replace
 */
public record SchemaChanges(List<Change> changes, ReplacedTypes replaced) {

}
