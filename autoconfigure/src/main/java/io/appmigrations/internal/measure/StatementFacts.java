package io.appmigrations.internal.measure;

import java.util.List;
import java.util.Set;

import io.appmigrations.internal.script.SqlStatement;

/**
 * What one statement did. Relations that the revision itself created are in none of the
 * lists: nobody else uses them.
 *
 * @param statement the statement as it was run
 * @param number its number in the section, counted from 1
 * @param transaction the number of the first statement of its transaction
 * @param alone whether it cannot run in a transaction block
 * @param locks what its transaction has locked by the end of the statement
 * @param own what it locks itself, which is less where its transaction has locked the
 * same before
 * @param rewritten the tables that it wrote anew
 * @param scanned the tables that it read as a whole
 * @param indexed the tables of which it built an index
 * @param created the names of the tables that it created, with their schemas
 * @param dropped the relations that it dropped
 * @param renamed the relations that it gave another name
 * @param columns what it did to columns, also of tables that the revision created
 */
public record StatementFacts(SqlStatement statement, int number, int transaction, boolean alone,
		List<RelationLock> locks, List<RelationLock> own, Set<Relation> rewritten, Set<Relation> scanned,
		Set<Relation> indexed, Set<String> created, Set<Relation> dropped, Set<Relation> renamed,
		List<ColumnChange> columns) {

	/**
	 * Copies the collections.
	 */
	public StatementFacts {
		locks = List.copyOf(locks);
		own = List.copyOf(own);
		rewritten = Set.copyOf(rewritten);
		scanned = Set.copyOf(scanned);
		indexed = Set.copyOf(indexed);
		created = Set.copyOf(created);
		dropped = Set.copyOf(dropped);
		renamed = Set.copyOf(renamed);
		columns = List.copyOf(columns);
	}

	/**
	 * Returns how long it takes in kind.
	 * @return the most of what it did
	 */
	public Work work() {
		return !this.rewritten.isEmpty() ? Work.REWRITE
				: !this.indexed.isEmpty() ? Work.INDEX_BUILD : !this.scanned.isEmpty() ? Work.SCAN : Work.INSTANT;
	}

	/**
	 * Returns the locks that the statement took by itself.
	 * @return the locks that its transaction did not have before
	 */
	public List<RelationLock> taken() {
		return this.locks.stream().filter((lock) -> lock.since() == this.number).toList();
	}

	/**
	 * Returns the locks that were taken before and held while the statement ran.
	 * @return the locks of earlier statements of the same transaction
	 */
	public List<RelationLock> held() {
		return this.locks.stream().filter((lock) -> lock.since() != this.number).toList();
	}

}
