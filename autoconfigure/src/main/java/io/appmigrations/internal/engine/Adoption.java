package io.appmigrations.internal.engine;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.appmigrations.MigrationException;
import io.appmigrations.Revision;
import io.appmigrations.internal.alembic.AlembicTable;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.database.version.VersionState;
import io.appmigrations.internal.database.version.VersionTable;
import io.appmigrations.internal.execution.RevisionScripts;
import io.appmigrations.internal.graph.RevisionGraph;
import io.appmigrations.internal.imported.Position;

/**
 * Finds the revisions at which another tool has left a database, for a history that was
 * imported from that tool.
 */
final class Adoption {

	private final RevisionScripts scripts;

	private final MigrationContext context;

	/**
	 * Looks at nothing yet.
	 * @param scripts the revisions
	 * @param context how the other tools are configured
	 */
	Adoption(RevisionScripts scripts, MigrationContext context) {
		this.scripts = scripts;
		this.context = context;
	}

	private List<OtherTool> tools() {
		return List.of(new FlywayTool(this.context.imports().get().flyway()),
				new LiquibaseTool(this.context.imports().get().liquibase().tables()), new AlembicTool());
	}

	/** What the revisions were made from, parents before children. */
	static Map<String, String> imported(RevisionScripts scripts) {
		Map<String, String> imported = new LinkedHashMap<>();
		for (Revision revision : scripts.graph().revisions()) {
			String header = scripts.of(revision).importedFrom();
			if (header != null) {
				if (AlembicTable.read(header).isPresent()) {
					// Alembic names them by their own ids
					scripts.graph().replacedBy(revision.id()).forEach((id) -> imported.put(id, header));
				}
				imported.put(revision.id(), header);
			}
		}
		return imported;
	}

	/**
	 * Looks at a database at its first start. Needs the migration lock.
	 * @param connection the connection, in autocommit mode
	 * @param table the version table, which exists
	 * @param state what the version table says
	 * @return what to stamp, or nothing if the database is not one of another tool's, or
	 * has been migrated by this tool before
	 * @throws MigrationException if the table of the other tool does not fit the
	 * revisions
	 */
	Optional<Found> find(MigrationConnection connection, VersionTable table, VersionState state) {
		Map<String, String> imported = state.rows().isEmpty() ? imported(this.scripts) : Map.of();
		if (imported.isEmpty() || !table.isFirstStart(connection, Optional.of(state))) {
			return Optional.empty();
		}
		for (OtherTool tool : tools()) {
			Optional<Position> position = tool.position(connection, imported);
			if (position.isPresent()) {
				return found(tool, position.get());
			}
		}
		return Optional.empty();
	}

	/**
	 * Returns the tables of the tools that the revisions were imported from.
	 * @param schemaOfNames the schema of names without a schema
	 * @return each as {@code schema.table}
	 */
	Set<String> tables(String schemaOfNames) {
		Map<String, String> imported = imported(this.scripts);
		Set<String> tables = new TreeSet<>();
		if (imported.isEmpty()) {
			return tables;
		}
		tools().forEach((tool) -> tables.addAll(tool.tables(imported, schemaOfNames)));
		return tables;
	}

	private Optional<Found> found(OtherTool tool, Position position) {
		if (!position.problems().isEmpty()) {
			throw new MigrationException(tool.misfit(),
					"The database was migrated by %s, but its history does not fit the revisions:%s"
						.formatted(tool.name(), position.describeProblems()),
					"Nothing was changed. Correct it and start again, or run 'stamp REVISION' if you know where the database is.");
		}
		if (position.revisions().isEmpty()) {
			return Optional.empty();
		}
		RevisionGraph graph = this.scripts.graph().at(Set.copyOf(position.revisions()), Set.of(), List.of());
		List<Revision> revisions = graph.rowsOf(graph.withAncestors(position.revisions()))
			.stream()
			.map(graph::get)
			.toList();
		return Optional.of(new Found(tool.name(), revisions));
	}

	/**
	 * Where another tool has left a database.
	 *
	 * @param tool its name
	 * @param revisions the newest revisions that are applied
	 */
	record Found(String tool, List<Revision> revisions) {

		String describe() {
			return this.revisions.stream().map(Revision::describe).collect(Collectors.joining(", "));
		}

	}

}
