package io.appmigrations.internal.cli;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import io.appmigrations.AutogenerateOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The options of commands that compare the database with the model.
 */
final class ComparisonOptionsMixin {

	@Option(names = "--model", paramLabel = "FILE.sql",
			description = "A DDL file with the desired schema, or a pattern of several, instead of the configured model.")
	private @Nullable String model;

	@Option(names = "--rename", paramLabel = "OLD=NEW",
			description = "A table, sequence, view or type that was renamed or moved to another schema; for a column, TABLE.OLD=TABLE.NEW. Repeatable.")
	private List<String> renames = new ArrayList<>();

	@Option(names = "--rename-value", paramLabel = "OLD=NEW",
			description = "An enum value that was renamed: TYPE.OLD=NEW, or TABLE.COLUMN.OLD=NEW if a column stores names as text. Repeatable.")
	private List<String> valueRenames = new ArrayList<>();

	@Option(names = "--prune",
			description = "Also drop objects that the model does not declare, such as an index created by hand.")
	private boolean prune;

	@Option(names = "--from-revisions",
			description = "Compare the model with the result of the revisions, replayed in a new database, instead of the database.")
	private boolean fromRevisions;

	AutogenerateOptions.Builder options() {
		return AutogenerateOptions.builder()
			.model(this.model)
			.renames(this.renames)
			.valueRenames(this.valueRenames)
			.prune(this.prune)
			.fromRevisions(this.fromRevisions);
	}

	/** What a comparison needs; the revisions run where they are replayed. */
	Set<CommandNeed> needs() {
		return this.fromRevisions ? EnumSet.allOf(CommandNeed.class) : EnumSet.of(CommandNeed.ENTITIES);
	}

	boolean isUsed() {
		return this.model != null || !this.renames.isEmpty() || !this.valueRenames.isEmpty() || this.prune
				|| this.fromRevisions;
	}

}
