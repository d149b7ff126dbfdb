package io.appmigrations.internal.measure;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import io.appmigrations.internal.script.SqlStatement;

/**
 * What a statement did to relations that were there before.
 */
final class Effects {

	final List<RelationLock> own = new ArrayList<>();

	final Set<Relation> rewritten = new HashSet<>();

	final Set<Relation> scanned = new HashSet<>();

	final Set<Relation> indexed = new HashSet<>();

	final Set<String> created = new TreeSet<>();

	final Set<Relation> dropped = new HashSet<>();

	final Set<Relation> renamed = new HashSet<>();

	List<ColumnChange> columns = List.of();

	boolean touched(Relation relation) {
		return this.rewritten.contains(relation) || this.scanned.contains(relation) || this.indexed.contains(relation);
	}

	StatementFacts facts(SqlStatement statement, int number, int transaction, boolean alone, List<RelationLock> held) {
		return new StatementFacts(statement, number, transaction, alone, held, this.own, this.rewritten, this.scanned,
				this.indexed, this.created, this.dropped, this.renamed, this.columns);
	}

}
