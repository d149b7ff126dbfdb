package io.appmigrations.internal.lint.rule;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

import io.appmigrations.internal.lint.examine.Basis;
import io.appmigrations.internal.lint.examine.Examined;
import io.appmigrations.internal.lint.examine.Findings;
import io.appmigrations.internal.lint.examine.LintRule;
import io.appmigrations.internal.measure.ColumnChange;
import io.appmigrations.internal.measure.ColumnChange.Column;
import io.appmigrations.internal.measure.StatementFacts;
import io.appmigrations.internal.sql.QualifiedName;
import io.appmigrations.internal.sql.SqlTokens;
import org.jspecify.annotations.Nullable;

/**
 * A column is dropped, and one of the same type is added: perhaps it was to be renamed.
 */
final class DropsAndAddsColumn implements LintRule {

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
							"alter table %s rename column %s to %s;".formatted(change.table(), name, added.name()));
				}
			}
		}
	}

	/** The column that seems to take the place of one that is dropped. */
	static @Nullable Column added(Examined examined, ColumnChange dropped) {
		Column before = dropped.before();
		if (before == null || dropped.kind() != ColumnChange.Kind.DROPPED || dropped.newTable()) {
			return null;
		}
		List<Column> gone = of(examined, dropped.table(), ColumnChange.Kind.DROPPED, ColumnChange::before);
		List<Column> come = of(examined, dropped.table(), ColumnChange.Kind.ADDED, ColumnChange::after);
		List<Column> candidates = alike(before, come, gone);
		List<Column> others = alike(before, gone, come);
		return (others.contains(before) && candidates.size() == others.size()
				&& examined.facts().stream().noneMatch((each) -> changesRows(each, dropped.table())))
						? candidates.get(0) : null;
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

	/** The values may be copied. */
	private static boolean changesRows(StatementFacts facts, String table) {
		SqlTokens tokens = SqlTokens.of(facts.statement().text());
		if (!tokens.accept("update")) {
			return facts.statement().startsWith("do") || facts.statement().startsWith("with");
		}
		tokens.accept("only");
		QualifiedName name = tokens.qualifiedName();
		return name != null && table.endsWith("." + name.name());
	}

}
