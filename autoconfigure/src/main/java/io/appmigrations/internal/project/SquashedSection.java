package io.appmigrations.internal.project;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.appmigrations.Direction;
import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.internal.script.CopyData;
import io.appmigrations.internal.script.RevisionFileReader;
import io.appmigrations.internal.script.ScriptException;
import io.appmigrations.internal.script.Section;
import io.appmigrations.internal.script.SectionReader;
import io.appmigrations.internal.script.SettingCall;
import io.appmigrations.internal.script.SqlRevision;
import io.appmigrations.internal.script.SqlStatement;
import org.jspecify.annotations.Nullable;

/**
 * One section made of those of several revisions. Each keeps its transaction, so that its
 * locks are held no longer than before and what it sets for its transaction ends with it.
 * What a section sets for the session is set back behind it, as the tool does between two
 * revisions.
 */
final class SquashedSection {

	/** Where a setting is kept meanwhile. */
	private static final String SAVED = "app_migrations.";

	private static final Pattern SET = Pattern.compile(
			"(?is)(?:set(?:\\s+session)?|reset)\\s+(?<name>[a-z_][a-z0-9_$]*(?:\\.[a-z_][a-z0-9_$]*)*)(?:\\s*=.*|\\s+.*)?");

	/** What the text of files is read by. */
	private static final String STANDARD_STRINGS = "standard_conforming_strings";

	private static final Pattern TEMPORARY = Pattern.compile("(?i)\\b(?:temp|temporary|pg_temp)\\b");

	private static final Set<String> IN_TRANSACTION = Set.of("local", "constraints", "transaction");

	private final Direction direction;

	private final boolean oneTransaction;

	private final StringBuilder text = new StringBuilder();

	private final List<Statement> written = new ArrayList<>();

	private boolean transactional = true;

	/**
	 * Writes nothing yet.
	 * @param direction the section's direction
	 * @param oneTransaction whether all of it must run in one transaction
	 */
	SquashedSection(Direction direction, boolean oneTransaction) {
		this.direction = direction;
		this.oneTransaction = oneTransaction;
	}

	/**
	 * Adds the section of a revision.
	 * @param revision the revision
	 * @param last whether nothing runs after it
	 * @throws MigrationException with {@code invalid_target} if it cannot be a part of
	 * another revision
	 */
	void add(SqlRevision revision, boolean last) {
		Section section = revision.section(this.direction);
		if (section == null || section.count() == 0) {
			return;
		}
		if (section.batch() != null) {
			throw refused(revision, section.line(), "runs in batches",
					"Squash the revisions before it and those after it; a section with batch: holds a single statement.");
		}
		boolean one = this.oneTransaction && section.transactional();
		Set<String> names = last ? Set.of() : settings(revision, section, one);
		comment("from %s".formatted(revision.revision().describe()));
		boolean block = section.transactional() && !one;
		if (block) {
			glue("begin");
		}
		names.stream()
			.filter((name) -> !name.equals(STANDARD_STRINGS))
			.forEach((name) -> glue("select pg_catalog.set_config('%s%s', pg_catalog.current_setting('%2$s', true), %s)"
				.formatted(SAVED, name, one)));
		timeout("lock_timeout", section.lockTimeout(), section);
		timeout("statement_timeout", section.statementTimeout(), section);
		statements(section);
		if (!last && leavesTemporaryState(section)) {
			glue("discard temp");
		}
		names.forEach((name) -> glue(setBack(name, one)));
		if (block) {
			glue("commit");
		}
		this.text.append('\n');
		this.transactional &= one;
	}

	/** Between two revisions, the tool drops what is temporary. */
	private static boolean leavesTemporaryState(Section section) {
		try (SectionReader statements = section.open()) {
			for (SqlStatement statement = statements.next(); statement != null; statement = statements.next()) {
				if (TEMPORARY.matcher(statement.text()).find()) {
					return true;
				}
			}
			return false;
		}
	}

	/**
	 * Whoever reads the file must see how strings are written from here on; a run begins
	 * with that value.
	 */
	private static String setBack(String name, boolean local) {
		return name.equals(STANDARD_STRINGS) ? "set %s = on".formatted(name)
				: "select pg_catalog.set_config('%s', pg_catalog.current_setting('%s%1$s', true), %s)".formatted(name,
						SAVED, local);
	}

	private void timeout(String name, @Nullable Duration timeout, Section section) {
		if (timeout != null) {
			glue("set %s%s = '%sms'".formatted(section.transactional() ? "local " : "", name, timeout.toMillis()));
		}
	}

	private void statements(Section section) {
		List<Statement> statements = statementsOf(section);
		String raw = raw(section, statements);
		if (raw != null) {
			this.text.append(raw).append(raw.endsWith("\n") ? "" : "\n");
			this.written.addAll(statements);
			return;
		}
		try (SectionReader reader = section.open()) {
			for (SqlStatement statement = reader.next(); statement != null; statement = reader.next()) {
				this.text.append(reader.comments());
				CopyData data = statement.copyData();
				write(statement.text(), (data != null) ? read(data) : null);
			}
			this.text.append(reader.comments());
		}
	}

	/**
	 * The text as it stands in the file, with a semicolon behind the last statement. One
	 * that begins and ends a transaction itself is written anew.
	 */
	private static @Nullable String raw(Section section, List<Statement> statements) {
		String text = section.text().strip();
		for (String raw : List.of(text, text + "\n;")) {
			String file = "-- revision: x\n-- migrate:upgrade transaction:off\n%s%s\nselect 1;\n%s"
				.formatted(section.transactional() ? "begin;\n" : "", raw, section.transactional() ? "commit;\n" : "");
			int first = section.transactional() ? 1 : 0;
			List<Statement> read;
			try {
				read = statementsOf(
						RevisionFileReader.read(section.path(), file.getBytes(StandardCharsets.UTF_8)).upgrade());
			}
			catch (ScriptException ex) {
				continue;
			}
			if (read.size() == statements.size() + 1 + 2 * first
					&& read.subList(first, first + statements.size()).equals(statements)) {
				return raw;
			}
		}
		return null;
	}

	private static List<Statement> statementsOf(Section section) {
		return section.statements()
			.stream()
			.map((statement) -> new Statement(statement.text().strip(),
					(statement.copyData() != null) ? statement.copyData().toString() : null))
			.toList();
	}

	private void write(String sql, @Nullable String data) {
		this.text.append(sql);
		// behind a line comment the semicolon would be part of it
		this.text.append(sql.substring(sql.lastIndexOf('\n') + 1).contains("--") ? "\n;\n" : ";\n");
		if (data != null) {
			this.text.append(data).append((data.isEmpty() || data.endsWith("\n")) ? "\\.\n" : "\n\\.\n");
		}
		this.written.add(new Statement(sql.strip(), data));
	}

	private static String read(CopyData data) {
		try (InputStream stream = data.stream()) {
			return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void comment(String line) {
		this.text.append("-- ").append(line).append('\n');
	}

	private void glue(String statement) {
		write(statement, null);
	}

	/** What it sets and would leave behind. */
	private Set<String> settings(SqlRevision revision, Section section, boolean oneTransaction) {
		Set<String> names = new LinkedHashSet<>();
		if (!section.transactional() || oneTransaction) {
			if (section.lockTimeout() != null) {
				names.add("lock_timeout");
			}
			if (section.statementTimeout() != null) {
				names.add("statement_timeout");
			}
		}
		try (SectionReader statements = section.open()) {
			for (SqlStatement statement = statements.next(); statement != null; statement = statements.next()) {
				if (statement.changesSettings()) {
					String name = setting(revision, statement, oneTransaction);
					// what a squashed revision keeps, it has set back itself
					if (name != null && !name.startsWith(SAVED)) {
						names.add(name);
					}
				}
				else if (statement.changesSettingsWithin(oneTransaction)) {
					throw notSetBack(revision, statement);
				}
			}
		}
		return names;
	}

	private static @Nullable String setting(SqlRevision revision, SqlStatement statement, boolean oneTransaction) {
		if (statement.startsWith("select")) {
			SettingCall call = SettingCall.of(statement.text());
			if (call == null && statement.changesSettingsWithin(oneTransaction)) {
				throw notSetBack(revision, statement);
			}
			if (call == null) {
				return null;
			}
			return (call.local() && !oneTransaction && !call.name().equals(STANDARD_STRINGS)) ? null : call.name();
		}
		List<String> words = statement.words();
		String second = (words.size() > 1) ? words.get(1) : "";
		if (statement.startsWith("set") && IN_TRANSACTION.contains(second) && !oneTransaction
				&& !words.contains(STANDARD_STRINGS)) {
			return null;
		}
		String text = second.equals("local") ? statement.text().replaceFirst("(?i)local\\s+", "") : statement.text();
		String name = known(words);
		Matcher set = SET.matcher(text);
		if (name == null && set.matches()
				&& !List
					.of("all", "session", "characteristics", "constraints", "transaction", "names", "time", "schema",
							"xml")
					.contains(set.group("name").toLowerCase(Locale.ROOT))) {
			name = set.group("name").toLowerCase(Locale.ROOT);
		}
		if (name == null) {
			throw notSetBack(revision, statement);
		}
		return name;
	}

	private static MigrationException notSetBack(SqlRevision revision, SqlStatement statement) {
		return refused(revision, statement.line(), "changes a setting of its session in a form that cannot be set back",
				"Let the range end with this revision, or begin above it.");
	}

	/** The forms that do not name the setting. */
	private static @Nullable String known(List<String> words) {
		List<String> rest = words.stream().skip(1).filter((word) -> !word.equals("local")).toList();
		String beginning = String.join(" ", rest.subList(0, Math.min(2, rest.size())));
		if (beginning.equals("session authorization")) {
			return "session_authorization";
		}
		if (beginning.equals("time zone")) {
			return "timezone";
		}
		if (beginning.startsWith("names")) {
			return "client_encoding";
		}
		return beginning.equals("schema") ? "search_path" : null;
	}

	private static MigrationException refused(SqlRevision revision, int line, String what, String hint) {
		return new MigrationException(ErrorCode.INVALID_TARGET,
				"Revision %s cannot be squashed with others: it %s (%s:%s)".formatted(revision.revision().describe(),
						what, revision.revision().path(), line),
				hint);
	}

	/** The statements, with what separates the revisions. */
	String text() {
		return this.text.toString();
	}

	/** What stands behind the marker of the section. */
	String options() {
		return (this.transactional || this.written.isEmpty()) ? "" : " transaction:off";
	}

	/**
	 * Whether a section has the statements that were added, and no others.
	 * @param section what was read of the text
	 */
	boolean isSame(Section section) {
		return statementsOf(section).equals(this.written);
	}

	/**
	 * A statement.
	 *
	 * @param sql its text
	 * @param data the data behind it, or {@code null}
	 */
	private record Statement(String sql, @Nullable String data) {
	}

}
