package io.appmigrations.internal.project;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import io.appmigrations.Direction;
import io.appmigrations.Revision;
import io.appmigrations.internal.script.Header;
import io.appmigrations.internal.script.MessageLine;
import io.appmigrations.internal.script.RevisionFileReader;
import io.appmigrations.internal.script.SqlRevision;
import org.jspecify.annotations.Nullable;

/**
 * The file of a revision that does what several did, one after the other.
 */
public final class SquashedRevision {

	private static final String IGNORE = "-- lint:ignore ";

	private final String text;

	private final SqlRevision script;

	private SquashedRevision(String text, SqlRevision script) {
		this.text = text;
		this.script = script;
	}

	/**
	 * Writes the text.
	 * @param revision what the header is to say
	 * @param zone the time zone in which {@code created} is written
	 * @param parts what it replaces, in the order in which it runs
	 * @param importedFrom the header of that name, or {@code null}
	 * @param oneTransaction whether it must run in one transaction if its parts do
	 * @return the file
	 * @throws io.appmigrations.MigrationException with {@code invalid_target} if a part
	 * cannot be a part of another revision
	 */
	public static SquashedRevision of(Revision revision, ZoneId zone, List<SqlRevision> parts,
			@Nullable String importedFrom, boolean oneTransaction) {
		SquashedSection upgrade = section(Direction.UPGRADE, parts, oneTransaction);
		List<SqlRevision> irreversible = parts.stream().filter((part) -> !part.reversible()).toList();
		List<SqlRevision> newestFirst = new ArrayList<>(parts);
		Collections.reverse(newestFirst);
		SquashedSection downgrade = irreversible.isEmpty() ? section(Direction.DOWNGRADE, newestFirst, oneTransaction)
				: null;
		StringBuilder text = new StringBuilder(header(revision, zone, parts, importedFrom));
		text.append("\n-- migrate:upgrade").append(upgrade.options()).append('\n').append(upgrade.text());
		if (downgrade != null) {
			text.append("\n-- migrate:downgrade").append(downgrade.options()).append('\n').append(downgrade.text());
		}
		else {
			irreversible.forEach((part) -> text.append(
					"-- There is no downgrade script, because %s is irreversible.\n".formatted(part.revision().id())));
		}
		SqlRevision script = RevisionFileReader.read(revision.path(), text.toString().getBytes(StandardCharsets.UTF_8));
		requireSame(revision, script, upgrade, downgrade);
		return new SquashedRevision(text.toString(), script);
	}

	private static SquashedSection section(Direction direction, List<SqlRevision> parts, boolean oneTransaction) {
		SquashedSection section = new SquashedSection(direction, oneTransaction);
		for (int i = 0; i < parts.size(); i++) {
			section.add(parts.get(i), i == parts.size() - 1);
		}
		return section;
	}

	private static String header(Revision revision, ZoneId zone, List<SqlRevision> parts,
			@Nullable String importedFrom) {
		StringBuilder header = new StringBuilder();
		revision.message()
			.lines()
			.forEach((line) -> header.append("-- ").append(MessageLine.escape(line)).append('\n'));
		header.append("--\n").append(Header.REVISION.line(List.of(revision.id()))).append('\n');
		line(header, Header.DOWN_REVISION, revision.downRevisions());
		line(header, Header.BRANCH_LABELS, revision.branchLabels());
		line(header, Header.DEPENDS_ON, revision.dependsOn());
		line(header, Header.REPLACES, revision.replaces());
		if (revision.created() != null) {
			line(header, Header.CREATED,
					List.of(DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(revision.created().atZone(zone))));
		}
		if (parts.stream().anyMatch((part) -> !part.logged())) {
			line(header, Header.LOG, List.of("no"));
		}
		if (importedFrom != null) {
			line(header, Header.IMPORTED_FROM, List.of(importedFrom));
		}
		Set<String> ignored = new LinkedHashSet<>();
		parts.forEach((part) -> ignored.addAll(ignored(part)));
		ignored.forEach((line) -> header.append(line).append('\n'));
		return header.toString();
	}

	private static void line(StringBuilder header, Header key, List<String> values) {
		if (!values.isEmpty() || key == Header.DOWN_REVISION) {
			header.append(key.line(values).stripTrailing()).append('\n');
		}
	}

	/** What the header of a part wants {@code lint} to ignore. */
	private static List<String> ignored(SqlRevision part) {
		try (BufferedReader file = new BufferedReader(
				new InputStreamReader(part.upgrade().file().getInputStream(), StandardCharsets.UTF_8))) {
			List<String> lines = new ArrayList<>();
			for (int number = 1; number < part.upgrade().line(); number++) {
				String line = Objects.requireNonNullElse(file.readLine(), "").strip();
				if (line.startsWith(IGNORE)) {
					lines.add(line);
				}
			}
			return lines;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void requireSame(Revision revision, SqlRevision read, SquashedSection upgrade,
			@Nullable SquashedSection downgrade) {
		Revision header = read.revision();
		boolean same = header.id().equals(revision.id()) && header.downRevisions().equals(revision.downRevisions())
				&& header.dependsOn().equals(revision.dependsOn())
				&& header.branchLabels().equals(revision.branchLabels())
				&& header.replaces().equals(revision.replaces()) && upgrade.isSame(read.upgrade())
				&& ((downgrade != null) ? read.downgrade() != null && downgrade.isSame(read.downgrade())
						: read.downgrade() == null);
		if (!same) {
			throw new IllegalStateException("The squashed revision is not read as it was written");
		}
	}

	/**
	 * Returns the contents of the file.
	 * @return the text
	 */
	public String text() {
		return this.text;
	}

	/**
	 * Returns the revision.
	 * @return what was read of the text
	 */
	public SqlRevision script() {
		return this.script;
	}

}
