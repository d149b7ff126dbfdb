package io.appmigrations.internal.cli;

import java.util.ArrayList;
import java.util.List;

import io.appmigrations.AutogenerateOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The options of commands that compare the database with the model.
 */
final class ComparisonOptionsMixin {

	@Option(names = "--model", paramLabel = "FILE.sql",
			description = "A file of DDL that says how the schema shall be, instead of the JPA entities.")
	private @Nullable String model;

	@Option(names = "--rename", paramLabel = "OLD=NEW",
			description = "A table or the like that was renamed or moved to another schema, or a column as TABLE.OLD=TABLE.NEW. Repeatable.")
	private List<String> renames = new ArrayList<>();

	@Option(names = "--rename-value", paramLabel = "OLD=NEW",
			description = "A value of an enum that was renamed: TYPE.OLD=NEW, or TABLE.COLUMN.OLD=NEW where a column holds names as text. Repeatable.")
	private List<String> valueRenames = new ArrayList<>();

	@Option(names = "--prune",
			description = "Drop what the model does not declare, such as an index of somebody's own.")
	private boolean prune;

	@Option(names = "--from-revisions",
			description = "Compare with what the revisions make, replayed in a new database, instead of the database.")
	private boolean fromRevisions;

	AutogenerateOptions.Builder options() {
		return AutogenerateOptions.builder()
			.model(this.model)
			.renames(this.renames)
			.valueRenames(this.valueRenames)
			.prune(this.prune)
			.fromRevisions(this.fromRevisions);
	}

	boolean isUsed() {
		return this.model != null || !this.renames.isEmpty() || !this.valueRenames.isEmpty() || this.prune
				|| this.fromRevisions;
	}

}
