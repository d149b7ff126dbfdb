package io.appmigrations.internal.measure;

/**
 * A lock on a relation that existed before the revision.
 *
 * @param relation the relation
 * @param mode the strongest mode that the transaction has on it
 * @param since the number of the statement that took this mode, counted from 1 within the
 * section
 */
public record RelationLock(Relation relation, LockMode mode, int since) {
}
