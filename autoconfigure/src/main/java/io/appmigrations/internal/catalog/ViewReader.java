package io.appmigrations.internal.catalog;

import java.util.List;

import io.appmigrations.internal.schema.Definition;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.model.Kind;

/** Reads views and materialized views, once their columns are read. */
final class ViewReader {

	private ViewReader() {
	}

	static void readView(Relation relation, CatalogContents contents) {
		if (relation.query() == null) {
			return;
		}
		String query = relation.query().strip().replaceFirst(";$", "");
		String name = contents.names().of(relation.id());
		String options = relation.options().isEmpty() ? "" : " with (" + String.join(", ", relation.options()) + ")";
		List<String> columns = relation.attributes()
			.stream()
			.map((column) -> Names.quoted(column.name()) + " " + column.type())
			.toList();
		Definition definition;
		if (relation.id().kind() == Kind.VIEW) {
			String body = "view %s%s as\n%s".formatted(name, options, PrintedSql.restored(query));
			definition = new Definition(relation.id(), List.of("create " + body), "create or replace " + body, columns,
					relation.comment());
		}
		else {
			String data = relation.isPopulated() ? "" : "\nwith no data";
			definition = new Definition(relation.id(), List.of("create materialized view %s%s as\n%s%s".formatted(name,
					options, PrintedSql.restored(query), data)), null, columns, relation.comment());
		}
		contents.add(relation.address(), definition);
	}

}
