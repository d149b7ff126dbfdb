package io.appmigrations.internal.hibernate;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.hibernate.boot.model.relational.Namespace;
import org.hibernate.boot.spi.MetadataImplementor;
import org.hibernate.mapping.CheckConstraint;
import org.hibernate.mapping.Column;
import org.hibernate.mapping.Table;
import org.hibernate.mapping.UserDefinedObjectType;
import org.hibernate.mapping.UserDefinedType;
import org.jspecify.annotations.Nullable;

/**
 * Changes a mapping where Hibernate's DDL would vary from run to run, or where PostgreSQL
 * would not understand it.
 */
final class MetadataRepair {

	private static final Pattern QUOTES = Pattern.compile("'+");

	private MetadataRepair() {
	}

	static void apply(MetadataImplementor metadata) {
		for (Namespace namespace : metadata.getDatabase().getNamespaces()) {
			for (Table table : namespace.getTables()) {
				table.setComment(literal(table.getComment()));
				columns(table.getColumns());
			}
			for (UserDefinedType type : namespace.getUserDefinedTypes()) {
				if (type instanceof UserDefinedObjectType object) {
					object.setComment(literal(object.getComment()));
					columns(object.getColumns());
				}
			}
		}
	}

	private static void columns(Iterable<Column> columns) {
		for (Column column : columns) {
			column.setComment(literal(column.getComment()));
			sortAnonymousChecks(column);
		}
	}

	/**
	 * Hibernate copies a comment into a literal as it is. Whoever knows doubles its
	 * quotes in the annotation; then there is nothing to do.
	 */
	private static @Nullable String literal(@Nullable String comment) {
		if (comment == null) {
			return null;
		}
		Matcher quotes = QUOTES.matcher(comment);
		while (quotes.find()) {
			if (quotes.group().length() % 2 != 0) {
				return comment.replace("'", "''");
			}
		}
		return comment;
	}

	/**
	 * Those without a name are joined by {@code and}, and Bean Validation adds them in
	 * the order of a hash set.
	 */
	private static void sortAnonymousChecks(Column column) {
		List<CheckConstraint> checks = column.getCheckConstraints()
			.stream()
			.filter(CheckConstraint::isAnonymous)
			.toList();
		List<String> conditions = checks.stream().map(CheckConstraint::getConstraint).sorted().toList();
		for (int i = 0; i < checks.size(); i++) {
			checks.get(i).setConstraint(conditions.get(i));
		}
	}

}
