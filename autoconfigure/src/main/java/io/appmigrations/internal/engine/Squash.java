package io.appmigrations.internal.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.NewRevision;
import io.appmigrations.Revision;
import io.appmigrations.RevisionRequest;
import io.appmigrations.internal.alembic.AlembicTable;
import io.appmigrations.internal.execution.RevisionScripts;
import io.appmigrations.internal.flyway.FlywaySource;
import io.appmigrations.internal.graph.SquashRange;
import io.appmigrations.internal.liquibase.LiquibaseHeader;
import io.appmigrations.internal.project.NewFiles;
import io.appmigrations.internal.project.SquashedRevision;
import io.appmigrations.internal.script.RevisionScript;
import io.appmigrations.internal.script.SqlRevision;
import org.jspecify.annotations.Nullable;

/**
 * Writes one revision that does what several did, once it is proven that both lead to the
 * same catalog, up and down.
 */
final class Squash {

	private final MigrationContext context;

	private final RevisionSource source;

	/**
	 * Reads nothing yet.
	 * @param context the revisions, and the database beside which the proof is made
	 */
	Squash(MigrationContext context) {
		this.context = context;
		this.source = new RevisionSource(context);
	}

	/**
	 * Squashes a range.
	 * @param text {@code FROM:TO}, both ends included
	 * @param request the message and the id of the new revision
	 * @param dryRun whether nothing is to be written
	 */
	SquashReport run(String text, RevisionRequest request, boolean dryRun) {
		RevisionScripts scripts = new RevisionScripts(this.source.readWithSources());
		SquashRange range = SquashRange.of(scripts.graph(), text);
		List<SqlRevision> parts = parts(scripts, range);
		NewRevision planned = this.source.author().squashed(request, range, declared(scripts.all()));
		SquashedRevision squashed = SquashedRevision.of(planned.revision(), this.context.settings().timezone(), parts,
				importedFrom(parts), this.context.settings().isSingleTransaction());
		NewFiles files = new NewFiles(this.source.folders(), Map.of(planned.path(), squashed.text()));
		files.requireAbsent();
		SquashProof.Proven proven = new SquashProof(this.context, scripts, range).prove(squashed.script());
		if (!dryRun) {
			files.write();
		}
		return new SquashReport(planned.revision(), this.source.folders().display(planned.path()), range.revisions(),
				parts.stream().filter((part) -> !part.reversible()).map(SqlRevision::revision).toList(),
				proven.tables(), proven.changing(), !dryRun);
	}

	private static List<Revision> declared(Collection<RevisionScript> scripts) {
		return scripts.stream().map(RevisionScript::revision).toList();
	}

	private static List<SqlRevision> parts(RevisionScripts scripts, SquashRange range) {
		List<SqlRevision> parts = new ArrayList<>();
		for (Revision revision : range.revisions()) {
			if (!(scripts.of(revision) instanceof SqlRevision sql)) {
				throw new MigrationException(ErrorCode.INVALID_TARGET,
						"Revision %s is written in Java (%s), and a revision of SQL cannot replace it"
							.formatted(revision.describe(), revision.path()),
						"Squash the revisions before it and those after it.");
			}
			parts.add(sql);
		}
		return parts;
	}

	/** A database of another tool is recognised by it at its first start. */
	private static @Nullable String importedFrom(List<SqlRevision> parts) {
		List<FlywaySource> sources = parts.stream()
			.flatMap((part) -> FlywaySource.read(part.importedFrom()).stream())
			.toList();
		if (!sources.isEmpty()) {
			return FlywaySource.header(sources);
		}
		List<LiquibaseHeader> changeSets = parts.stream()
			.flatMap((part) -> LiquibaseHeader.read(part.revision().id(), part.importedFrom()).stream())
			.toList();
		if (!changeSets.isEmpty()) {
			return LiquibaseHeader.squashed(changeSets);
		}
		return parts.stream()
			.map(SqlRevision::importedFrom)
			.filter((header) -> header != null && AlembicTable.read(header).isPresent())
			.findFirst()
			.orElse(null);
	}

}
