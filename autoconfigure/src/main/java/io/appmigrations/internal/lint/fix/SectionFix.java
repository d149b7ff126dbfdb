package io.appmigrations.internal.lint.fix;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import io.appmigrations.LintFinding;
import io.appmigrations.internal.online.Relations;
import io.appmigrations.internal.online.RelationsSoFar;
import io.appmigrations.internal.online.SectionRewrite;
import io.appmigrations.internal.online.SectionRewrite.Rewritten;
import io.appmigrations.internal.online.SectionRewrite.Written;
import io.appmigrations.internal.script.Section;
import io.appmigrations.internal.script.SqlStatement;
import io.appmigrations.internal.script.StatementPlace;
import io.appmigrations.internal.sql.QualifiedName;
import io.appmigrations.internal.sql.StatementShape;

/**
 * Writes the unsafe statements of a section in their online form. Everything else of the
 * section stays as it is.
 */
public final class SectionFix {

	/** The rules whose findings an online form can settle. */
	private static final Set<String> RULES = Set.of("blocks-reads", "blocks-writes", "drops-index", "slow-under-lock");

	private final Section section;

	private final String text;

	private final Collection<LintFinding> findings;

	/** What is there before the next transaction. */
	private final RelationsSoFar relations;

	private final Set<Integer> fixed = new TreeSet<>();

	private final Map<Integer, String> left = new TreeMap<>();

	private SectionFix(Section section, String text, Collection<LintFinding> findings, Relations relations) {
		this.section = section;
		this.text = text;
		this.findings = findings;
		this.relations = new RelationsSoFar(relations);
	}

	/**
	 * Whether a finding is of a kind that an online form can settle.
	 * @param finding the finding
	 * @return {@code true} if its statement keeps others waiting
	 */
	public static boolean isAbout(LintFinding finding) {
		return RULES.contains(finding.rule());
	}

	/**
	 * Whether a statement of a section may have an online form, as far as its first words
	 * say.
	 * @param section the section
	 * @return {@code false} if there is nothing to fix in it
	 */
	public static boolean isPossible(Section section) {
		return section.batch() == null && section.statements().stream().anyMatch((statement) -> {
			List<String> words = statement.words();
			return words.contains("index") || statement.startsWith("reindex") || statement.startsWith("refresh")
					|| (statement.startsWith("alter", "table")
							&& (words.contains("add") || words.contains("set") || words.contains("validate")));
		});
	}

	/**
	 * Fixes a section.
	 * @param section the section
	 * @param text the text of its file, without a byte order mark
	 * @param findings what was found in the section
	 * @param relations what is there before the section
	 * @return what came of it
	 */
	public static Result of(Section section, String text, Collection<LintFinding> findings, Relations relations) {
		SectionFix fix = new SectionFix(section, text, findings.stream().filter(SectionFix::isAbout).toList(),
				relations);
		return fix.run();
	}

	private Result run() {
		int start = (int) this.section.position();
		int end = start + (int) this.section.length();
		if (this.findings.isEmpty()) {
			return new Result(start, end, this.text.substring(start, end), List.of(), Map.of());
		}
		if (this.section.batch() != null) {
			this.findings.forEach((finding) -> this.left.put(finding.line(), "the section runs in batches"));
			return new Result(start, end, this.text.substring(start, end), List.of(), this.left);
		}
		List<StatementPlace> places = StatementPlace.of(this.section, this.text);
		SectionLayout layout = new SectionLayout(this.text, start, end, places);
		for (List<Integer> transaction : transactions(places)) {
			rewrite(places, transaction, layout);
			transaction.forEach((i) -> this.relations.add(places.get(i).statement().text()));
		}
		String marker = this.text.substring(markerStart(start), start);
		boolean becomesOff = !this.fixed.isEmpty() && this.section.transactional();
		return new Result(markerStart(start), end, (becomesOff ? off(marker) : marker) + layout.text(),
				List.copyOf(this.fixed), this.left);
	}

	private int markerStart(int start) {
		return this.text.lastIndexOf('\n', Math.max(0, start - 2)) + 1;
	}

	private static String off(String marker) {
		if (marker.contains("transaction:on")) {
			return marker.replace("transaction:on", "transaction:off");
		}
		String line = marker.stripTrailing();
		return line + " transaction:off" + marker.substring(line.length());
	}

	/** The numbers of the statements that are committed together, in order. */
	private List<List<Integer>> transactions(List<StatementPlace> places) {
		List<List<Integer>> transactions = new ArrayList<>();
		List<Integer> current = new ArrayList<>();
		boolean isOpen = this.section.transactional();
		for (int i = 0; i < places.size(); i++) {
			SqlStatement statement = places.get(i).statement();
			current.add(i);
			isOpen = (isOpen || statement.beginsTransaction())
					&& (this.section.transactional() || !statement.endsTransaction());
			if (!isOpen) {
				transactions.add(current);
				current = new ArrayList<>();
			}
		}
		if (!current.isEmpty()) {
			transactions.add(current);
		}
		return transactions;
	}

	private void rewrite(List<StatementPlace> places, List<Integer> transaction, SectionLayout layout) {
		List<Integer> own = transaction.stream().filter((i) -> !isControl(places.get(i).statement())).toList();
		List<Written> written = own.stream()
			.map((i) -> new Written(places.get(i).statement().text(), isUnsafe(places, i)))
			.toList();
		List<Integer> unsafe = own.stream().filter((i) -> isUnsafe(places, i)).toList();
		if (unsafe.isEmpty()) {
			return;
		}
		Rewritten rewritten = SectionRewrite.of(written, this.relations);
		StatementPlace bound = own.stream()
			.map(places::get)
			.filter((place) -> lastsUntilCommit(place.statement()))
			.findFirst()
			.orElse(null);
		for (int i : unsafe) {
			int line = places.get(i).statement().line();
			if (!rewritten.statements().contains(own.indexOf(i))) {
				this.left.put(line, isOfPartitions(places.get(i).statement())
						? "it needs a statement for each partition, and databases can have different ones; the finding names those that are there"
						: "there is no online form of the statement");
			}
			else if (bound != null) {
				this.left.put(line, "what line %s does lasts until the end of the transaction, which would be divided"
					.formatted(bound.statement().line()));
			}
		}
		if (bound == null && !rewritten.statements().isEmpty()) {
			rewritten.statements().forEach((i) -> this.fixed.add(places.get(own.get(i)).statement().line()));
			layout.replace(transaction, own, written, rewritten.units(), this.section.transactional());
		}
	}

	private boolean isOfPartitions(SqlStatement statement) {
		StatementShape shape = StatementShape.of(statement.text());
		QualifiedName table = shape.is("create", "index") ? shape.relation() : shape.name();
		boolean isAdded = shape.is("create", "index") || (shape.is("alter", "table") && shape.rest().isNext("add"));
		return isAdded && table != null && this.relations.isPartitioned(table);
	}

	static boolean isControl(SqlStatement statement) {
		return statement.beginsTransaction() || statement.endsTransaction();
	}

	/** Several statements can stand in one line. */
	private boolean isUnsafe(List<StatementPlace> places, int place) {
		SqlStatement statement = places.get(place).statement();
		boolean alone = places.stream().filter((other) -> other.statement().line() == statement.line()).count() == 1;
		return this.findings.stream()
			.anyMatch((finding) -> finding.line() == statement.line()
					&& (alone || Objects.equals(finding.statement(), statement.text())));
	}

	private static boolean lastsUntilCommit(SqlStatement statement) {
		String text = statement.text().toLowerCase(Locale.ROOT);
		return statement.startsWith("set", "local") || statement.startsWith("set", "transaction")
				|| statement.startsWith("set", "constraints") || statement.startsWith("savepoint")
				|| statement.startsWith("release") || statement.startsWith("rollback") || statement.startsWith("lock")
				|| statement.startsWith("declare") || text.contains("_xact_lock")
				|| (statement.startsWith("select") && statement.changesSettings())
				|| (statement.startsWith("create") && statement.words().contains("commit"));
	}

	/**
	 * What came of a section.
	 *
	 * @param start where the new text begins in the file
	 * @param end where what it replaces ends
	 * @param text the new text
	 * @param fixed the lines of the statements that were written in another form, or in
	 * another place
	 * @param left why those of other lines were not
	 */
	public record Result(int start, int end, String text, List<Integer> fixed, Map<Integer, String> left) {

		/**
		 * Copies the collections.
		 */
		public Result {
			fixed = List.copyOf(fixed);
			left = Collections.unmodifiableMap(new TreeMap<>(left));
		}

		/**
		 * Writes the section into its file.
		 * @param file the text of the file; what is behind the section may have changed
		 * @return the new text
		 */
		public String in(String file) {
			return file.substring(0, this.start) + this.text + file.substring(this.end);
		}

	}

}
