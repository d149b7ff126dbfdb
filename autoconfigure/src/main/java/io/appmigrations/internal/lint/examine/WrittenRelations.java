package io.appmigrations.internal.lint.examine;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import io.appmigrations.internal.measure.StatementFacts;
import io.appmigrations.internal.online.Relations;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.sql.QualifiedName;
import io.appmigrations.internal.sql.StatementShape;
import org.jspecify.annotations.Nullable;

/**
 * What there is as far as the statements of a section say it: an ordinary table behind
 * each name that they do not create.
 */
final class WrittenRelations implements Relations {

	private final Set<String> created = new HashSet<>();

	private WrittenRelations() {
	}

	static WrittenRelations of(List<StatementFacts> facts) {
		WrittenRelations relations = new WrittenRelations();
		for (StatementFacts each : facts) {
			StatementShape shape = StatementShape.of(each.statement().text());
			if (shape.verb().equals("create") && shape.name() != null) {
				relations.created.add(shape.name().name());
			}
		}
		return relations;
	}

	@Override
	public boolean isInUse(QualifiedName table) {
		return !this.created.contains(table.name());
	}

	@Override
	public boolean isPartitioned(QualifiedName table) {
		return false;
	}

	@Override
	public QualifiedName tableOf(QualifiedName index) {
		return new QualifiedName(List.of("the table of " + index.name()));
	}

	@Override
	public boolean hasIndex(QualifiedName table, String name) {
		return false;
	}

	@Override
	public boolean hasUniqueIndex(QualifiedName view) {
		return true;
	}

	@Override
	public boolean hasConstraint(QualifiedName table, String name) {
		return false;
	}

	@Override
	public boolean mayLock(QualifiedName table) {
		return true;
	}

	@Override
	public @Nullable String typeOf(QualifiedName table, String column) {
		return null;
	}

	/** Any name can be one that is no key word. */
	@Override
	public boolean hasColumn(QualifiedName table, String column) {
		return column.equals(Names.quoted(column)) || !column.equals(column.toLowerCase(Locale.ROOT));
	}

}
