package io.appmigrations.internal.lint.rule;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.appmigrations.internal.lint.examine.Basis;
import io.appmigrations.internal.lint.examine.ChangedRows;
import io.appmigrations.internal.lint.examine.Examined;
import io.appmigrations.internal.lint.examine.Findings;
import io.appmigrations.internal.lint.examine.LintRule;
import io.appmigrations.internal.lint.examine.SuggestedName;
import io.appmigrations.internal.measure.ColumnChange;
import io.appmigrations.internal.measure.ColumnChange.Column;
import io.appmigrations.internal.measure.Relation;
import io.appmigrations.internal.measure.StatementFacts;
import io.appmigrations.internal.sql.QualifiedName;
import io.appmigrations.internal.sql.SqlTokens;
import org.jspecify.annotations.Nullable;

/**
 * A column is dropped, and one of the same type is added: perhaps it was to be renamed.
 */
final class DropsAndAddsColumn implements LintRule {

	/** How long a part is by which two names resemble each other. */
	private static final int COMMON = 4;

	@Override
	public String name() {
		return "drops-and-adds-column";
	}

	@Override
	public Basis basis() {
		return Basis.TEXT_IN_PART;
	}

	@Override
	public void check(Examined examined, Findings findings) {
		for (StatementFacts facts : examined.facts()) {
			for (ColumnChange change : facts.columns()) {
				Column added = added(examined, change);
				if (added != null && change.before() != null) {
					String name = change.before().name();
					findings.error(facts.statement(),
							"The values of %s.%s are lost, while the revision adds %s of the same type, which stays empty."
								.formatted(change.table(), name, added.name()),
							"alter table %s rename column %s to %s;".formatted(SuggestedName.of(change.table()),
									SuggestedName.ofPart(name), SuggestedName.ofPart(added.name())));
				}
			}
		}
	}

	/** The column that seems to take the place of one that is dropped. */
	static @Nullable Column added(Examined examined, ColumnChange dropped) {
		Column before = dropped.before();
		if (before == null || dropped.kind() != ColumnChange.Kind.DROPPED || dropped.newTable()
				|| isOfDroppedTable(examined, before)) {
			return null;
		}
		List<Column> gone = of(examined, dropped.table(), ColumnChange.Kind.DROPPED, ColumnChange::before);
		List<Column> come = of(examined, dropped.table(), ColumnChange.Kind.ADDED, ColumnChange::after);
		List<Column> candidates = alike(before, come, gone);
		List<Column> others = alike(before, gone, come);
		int place = others.indexOf(before);
		if (place < 0 || candidates.size() != others.size()
				|| examined.facts()
					.stream()
					.anyMatch((each) -> changesRows(each, dropped.table()) || empties(each, dropped.table()))) {
			return null;
		}
		Column candidate = candidates.get(place);
		return (isSimilar(before.name(), candidate.name())
				|| (candidates.size() == 1 && isOneStatement(examined, dropped, candidate))) ? candidate : null;
	}

	/**
	 * One named after a table that is dropped too, to which nothing can refer any more.
	 */
	private static boolean isOfDroppedTable(Examined examined, Column column) {
		return examined.facts()
			.stream()
			.flatMap((facts) -> facts.dropped().stream())
			.filter((relation) -> relation.kind() == Relation.Kind.TABLE)
			.map((table) -> Pattern.quote(table.name().replaceFirst("s$", "")))
			.anyMatch((table) -> column.name().matches("(?i)%s_?(uu)?id".formatted(table)));
	}

	/** Names with a part in common, as {@code image} and {@code image_path} have. */
	private static boolean isSimilar(String one, String other) {
		String lower = one.toLowerCase(Locale.ROOT);
		return IntStream.rangeClosed(0, other.length() - COMMON)
			.anyMatch((i) -> lower.contains(other.substring(i, i + COMMON).toLowerCase(Locale.ROOT)));
	}

	private static boolean isOneStatement(Examined examined, ColumnChange dropped, Column added) {
		return examined.facts()
			.stream()
			.map(StatementFacts::columns)
			.filter((changes) -> changes.contains(dropped))
			.anyMatch((changes) -> changes.stream()
				.anyMatch((change) -> change.table().equals(dropped.table()) && change.before() == null
						&& added.equals(change.after())));
	}

	/** Those that may have got another name, among them none that has kept its name. */
	private static List<Column> alike(Column column, List<Column> columns, List<Column> others) {
		return columns.stream()
			.filter((each) -> isAlike(each, column))
			.filter((each) -> others.stream().noneMatch((other) -> other.name().equals(each.name())))
			.toList();
	}

	private static List<Column> of(Examined examined, String table, ColumnChange.Kind kind,
			Function<ColumnChange, @Nullable Column> column) {
		return examined.facts()
			.stream()
			.flatMap((facts) -> facts.columns().stream())
			.filter((change) -> change.kind() == kind && change.table().equals(table))
			.map(column)
			.flatMap(Stream::ofNullable)
			.toList();
	}

	/** What another name alone would leave as it is. */
	private static boolean isAlike(Column one, Column other) {
		return one.type().equals(other.type()) && one.required() == other.required() && one.filled() == other.filled();
	}

	/** There are no values that could be lost. */
	private static boolean empties(StatementFacts facts, String table) {
		if (facts.statement().startsWith("truncate")) {
			return facts.own().stream().anyMatch((lock) -> lock.relation().toString().equals(table));
		}
		QualifiedName name = facts.statement().startsWith("delete") ? ChangedRows.table(facts.statement()) : null;
		return name != null && !ChangedRows.hasCondition(facts.statement()) && isNamed(table, name);
	}

	private static boolean isNamed(String table, QualifiedName name) {
		return table.equals(name.name()) || table.endsWith("." + name.name());
	}

	/** The values may be copied. */
	private static boolean changesRows(StatementFacts facts, String table) {
		SqlTokens tokens = SqlTokens.of(facts.statement().text());
		if (!tokens.accept("update")) {
			return facts.statement().startsWith("do") || facts.statement().startsWith("with");
		}
		tokens.accept("only");
		QualifiedName name = tokens.qualifiedName();
		return name != null && isNamed(table, name);
	}

}
