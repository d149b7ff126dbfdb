package io.appmigrations.internal.engine;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import io.appmigrations.Direction;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.database.version.MigrationLog;
import io.appmigrations.internal.database.version.VersionState;
import io.appmigrations.internal.script.RevisionFileReader;
import io.appmigrations.internal.script.RevisionScript;
import io.appmigrations.internal.script.ScriptException;
import io.appmigrations.internal.script.Section;
import io.appmigrations.internal.script.SectionReader;
import io.appmigrations.internal.script.SqlRevision;
import io.appmigrations.internal.script.SqlStatement;
import io.appmigrations.internal.secret.Redaction;
import org.jspecify.annotations.Nullable;

/**
 * What an edit changed in a revision after it had been applied. The log keeps the text
 * that was.
 */
final class AppliedText {

	private static final int MAX_LINES = 6;

	private final MigrationConnection connection;

	private final MigrationLog log;

	/**
	 * Reads nothing yet.
	 * @param connection the database
	 * @param log its log
	 */
	AppliedText(MigrationConnection connection, MigrationLog log) {
		this.connection = connection;
		this.log = log;
	}

	/**
	 * Describes an edit.
	 * @param script the revision as its file says today
	 * @param state what the database says about itself
	 * @return lines for people, with the first statement that differs where the log has
	 * the text; nothing where the revision was not edited
	 */
	Optional<String> edit(RevisionScript script, VersionState state) {
		String applied = state.checksums().get(script.revision().id());
		if (applied == null || applied.isEmpty() || script.checksum() == null || applied.equals(script.checksum())) {
			return Optional.empty();
		}
		String difference = (script instanceof SqlRevision sql)
				? difference(sql).map((lines) -> ":\n  " + lines).orElse("") : "";
		return Optional.of("Revision %s was edited after it had been applied (%s)%s"
			.formatted(script.revision().describe(), script.revision().path(), difference));
	}

	private Optional<String> difference(SqlRevision now) {
		if (!now.logged()) {
			return Optional.empty();
		}
		String options = Objects.requireNonNullElse(now.options(Direction.UPGRADE), "");
		return this.log.upgradeScript(this.connection, now.revision().id())
			// a build that knew fewer of them may have written it
			.map(Redaction::redactSql)
			.map((text) -> read(text, options).map((before) -> difference(before, now, options))
				.orElse("the applied text is in the log's upgrade_script column, but this build cannot parse it"));
	}

	/** The log keeps the text as it was, and rules of this build may be stricter. */
	private static Optional<Section> read(String text, String options) {
		String file = "-- revision: x\n-- migrate:upgrade %s\n%s".formatted(options, text);
		try {
			return Optional.of(RevisionFileReader.read("log", file.getBytes(StandardCharsets.UTF_8)).upgrade());
		}
		catch (ScriptException ex) {
			return Optional.empty();
		}
	}

	/** What the log keeps has no secrets: neither has what it is compared with. */
	private static String difference(Section before, SqlRevision now, String options) {
		String text = now.upgrade().text();
		String redacted = Redaction.redactSql(text);
		if (redacted.equals(text)) {
			return difference(before, now.upgrade(),
					"its statements are the same as when it was applied: the checksum in the log was changed by hand");
		}
		return read(redacted, options).map((section) -> difference(before, section,
				"its statements are the same as when it was applied, except perhaps for a password, which the log does not keep"))
			.orElse("the applied text is in the log's upgrade_script column");
	}

	private static String difference(Section before, Section now, String same) {
		try (SectionReader old = before.open(); SectionReader current = now.open()) {
			while (true) {
				SqlStatement was = old.next();
				SqlStatement is = current.next();
				if (was == null && is == null) {
					return same;
				}
				if (was == null || is == null || !old.digest().equals(current.digest())) {
					return "statement %s was applied as\n%s\n  and is now\n%s"
						.formatted(Math.max(old.number(), current.number()), excerpt(was), excerpt(is));
				}
			}
		}
	}

	private static String excerpt(@Nullable SqlStatement statement) {
		if (statement == null) {
			return "    (nothing)";
		}
		List<String> lines = statement.text().lines().limit(MAX_LINES + 1L).toList();
		return String.join("\n", lines.stream().limit(MAX_LINES).map((line) -> "    " + line).toList())
				+ ((lines.size() > MAX_LINES) ? "\n    ..." : "");
	}

}
