package io.appmigrations.internal.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.appmigrations.AutogenerateOptions;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.diff.MadeObjects;
import io.appmigrations.internal.schema.Column;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.Table;
import io.appmigrations.model.ObjectId;
import io.appmigrations.model.Rename;

/**
 * Looks for what comes from schemas that are not compared.
 */
final class MovedTables {

	private final MigrationConnection connection;

	private final ComparisonScope scope;

	MovedTables(MigrationConnection connection, ComparisonScope scope) {
		this.connection = connection;
		this.scope = scope;
	}

	/**
	 * Finds the schemas that something was moved from by request.
	 * @param options what is requested
	 * @return those that are not compared otherwise
	 */
	Set<String> formerSchemas(AutogenerateOptions options) {
		List<List<String>> names = RequestedRenames.oldNames(options.renames(), this.scope.model().renames())
			.stream()
			.filter((name) -> !this.scope.schemas().contains(name.get(0)))
			.toList();
		return names.isEmpty() ? Set.of() : this.connection.strings("""
				select distinct n.nspname from pg_catalog.pg_namespace n
				where n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and (%s)"""
			.formatted(names.stream().map(MovedTables::hasSuch).collect(Collectors.joining(" or "))));
	}

	private static String hasSuch(List<String> name) {
		String schema = "n.nspname = " + Names.literal(name.get(0));
		return name.get(1).equals("*") ? schema : """
				%s and (exists (select from pg_catalog.pg_class c where c.relnamespace = n.oid and c.relname = %s)
				  or exists (select from pg_catalog.pg_type t where t.typnamespace = n.oid and t.typname = %2$s))"""
			.formatted(schema, Names.literal(name.get(1)));
	}

	/**
	 * Finds tables that are new while a revision has made one of the same name in a
	 * schema that the model no longer covers.
	 * @param renamed what is compared
	 * @param target the desired schema
	 * @param made what revisions made
	 * @return what may be moves
	 */
	List<Rename> probable(Schema renamed, Schema target, MadeObjects made) {
		List<Rename> candidates = new ArrayList<>();
		for (ObjectId former : made.tables()) {
			if (!isCovered(former.schema())) {
				target.all(Table.class)
					.stream()
					.map(Table::id)
					.filter((id) -> renamed.get(id) == null && id.name().equals(former.name()))
					.forEach((id) -> candidates.add(new Rename(former, id)));
			}
		}
		if (candidates.isEmpty()) {
			return candidates;
		}
		Set<String> found = this.connection.strings("""
				select pg_catalog.concat_ws('.', n.nspname, c.relname, a.attname)
				from pg_catalog.pg_class c
				join pg_catalog.pg_namespace n on n.oid = c.relnamespace
				join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
				where c.relkind in ('r', 'p') and c.relname = any (%s)"""
			.formatted(Names.literals(candidates.stream().map((one) -> one.object().name()).toList())));
		candidates.removeIf((one) -> !columns(one, found).equals(columns(one, target)));
		return candidates;
	}

	/** Beside entities, what revisions made is looked at wherever it is. */
	private boolean isCovered(String schema) {
		return this.scope.schemas().contains(schema)
				&& (!this.scope.model().mixed() || this.scope.ownSchemas().contains(schema));
	}

	private static Set<String> columns(Rename move, Set<String> found) {
		return found.stream().filter((column) -> column.startsWith(move.object() + ".")).collect(Collectors.toSet());
	}

	private static Set<String> columns(Rename move, Schema target) {
		return target.all(Column.class)
			.stream()
			.filter((column) -> move.renamed().equals(column.id().table()))
			.map((column) -> move.object() + "." + column.id().name())
			.collect(Collectors.toSet());
	}

}
