package io.appmigrations.internal.liquibase;

import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * What a change set does.
 *
 * @param source the change set
 * @param comment its comment, empty if it has none
 * @param description what Liquibase says of its changes
 * @param transactional whether it runs in a transaction
 * @param upgrade what it runs
 * @param downgrade what undoes it, or {@code null} if nothing does
 */
public record ChangeSetScript(LiquibaseSource source, String comment, String description, boolean transactional,
		List<Part> upgrade, @Nullable List<String> downgrade) {

	private static final Pattern SEARCH_PATH = Pattern
		.compile("(?i)(?:^|;)\\s*set\\s+(?:session\\s+|local\\s+)?search_path\\b|set_config\\s*\\(\\s*'search_path'");

	/**
	 * Copies the lists.
	 */
	public ChangeSetScript {
		upgrade = List.copyOf(upgrade);
		downgrade = (downgrade != null) ? List.copyOf(downgrade) : null;
	}

	/**
	 * A change set that is not imported.
	 * @param source the change set
	 * @return a script that does nothing
	 */
	public static ChangeSetScript leftOut(LiquibaseSource source) {
		return new ChangeSetScript(source, "", "", true, List.of(), List.of());
	}

	boolean isImported() {
		return this.source.kind() != LiquibaseSource.Kind.LEFT_OUT;
	}

	/** Whether SQL can do what it does. */
	boolean isSql() {
		return this.upgrade.stream().noneMatch(Part::code);
	}

	/** As a script of {@code pg_dump} does. */
	boolean setsSearchPath() {
		return statements().stream().anyMatch((statement) -> SEARCH_PATH.matcher(statement).find());
	}

	List<String> statements() {
		return this.upgrade.stream().map(Part::text).toList();
	}

	/** The file of its change log, without folders and the suffix. */
	String stem() {
		String file = this.source.path().substring(this.source.path().lastIndexOf('/') + 1);
		int dot = file.lastIndexOf('.');
		return (dot > 0) ? file.substring(0, dot) : file;
	}

	/**
	 * A step of a change set.
	 *
	 * @param text the statement, or what the code is
	 * @param code whether it is code, which Liquibase runs in Java
	 */
	public record Part(String text, boolean code) {
	}

}
