package io.appmigrations.internal.engine;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.appmigrations.ErrorCode;
import io.appmigrations.internal.alembic.AlembicHeads;
import io.appmigrations.internal.alembic.AlembicTable;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.imported.Position;
import org.jspecify.annotations.Nullable;

/**
 * Alembic and the version table that it keeps in a database. The revisions themselves
 * name the table.
 */
record AlembicTool() implements OtherTool {

	@Override
	public String name() {
		return "Alembic";
	}

	@Override
	public String parts() {
		return "revisions";
	}

	@Override
	public ErrorCode misfit() {
		return ErrorCode.UNKNOWN_REVISION;
	}

	private static Set<AlembicTable> tables(Collection<String> headers) {
		return headers.stream()
			.flatMap((header) -> AlembicTable.read(header).stream())
			.collect(Collectors.toCollection(LinkedHashSet::new));
	}

	@Override
	public Set<String> tables(Map<String, String> imported, String schemaOfNames) {
		return tables(imported.values()).stream()
			.map((table) -> Objects.requireNonNullElse(table.schema(), schemaOfNames) + "." + table.name())
			.collect(Collectors.toSet());
	}

	@Override
	public String table(Map<String, String> imported) {
		return tables(imported.values()).stream().map(AlembicTable::toString).collect(Collectors.joining(", "));
	}

	@Override
	public Set<String> relations(Map<String, String> imported) {
		Set<String> relations = new TreeSet<>();
		tables(imported.values()).forEach((table) -> relations.addAll(List.of(table.name(), table.name() + "_pkc")));
		return relations;
	}

	@Override
	public Optional<Position> position(MigrationConnection connection, Map<String, String> imported) {
		for (AlembicTable table : tables(imported.values())) {
			@Nullable String found = HistoryTable.find(connection, table.schema(), table.name());
			if (found != null) {
				Set<String> rows = connection.strings("select version_num from %s order by 1".formatted(found));
				return Optional.of(AlembicHeads.compare(rows, imported));
			}
		}
		return Optional.empty();
	}

}
