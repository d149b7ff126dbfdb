package io.appmigrations.internal.lint.rule;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import io.appmigrations.internal.lint.examine.Basis;
import io.appmigrations.internal.lint.examine.Examined;
import io.appmigrations.internal.lint.examine.Findings;
import io.appmigrations.internal.lint.examine.LintRule;
import io.appmigrations.internal.measure.ColumnChange;
import io.appmigrations.internal.measure.ColumnChange.Column;
import io.appmigrations.internal.measure.StatementFacts;
import io.appmigrations.internal.sql.QualifiedName;
import io.appmigrations.internal.sql.SqlTokens;
import io.appmigrations.internal.sql.StatementShape;
import org.jspecify.annotations.Nullable;

/**
 * The values of a primary key or of a sequence run out. Where a key has several columns,
 * only one that PostgreSQL fills can: there are as many keys as there are combinations.
 */
final class SmallKey implements LintRule {

	private static final Set<String> SMALL = Set.of("smallint", "integer");

	/** As they can be written. */
	private static final List<String> SMALL_TYPES = List.of("smallint", "integer", "int", "int2", "int4");

	private static final String KEY = "%s is %s. The keys run out at 2,147,483,647 or earlier, and the type of a key is hard to change.";

	private static final String SEQUENCE = "%s is %s. Its values run out at 2,147,483,647 or earlier; after that, every INSERT fails.";

	@Override
	public String name() {
		return "small-key";
	}

	@Override
	public Basis basis() {
		return Basis.TEXT;
	}

	@Override
	public void check(Examined examined, Findings findings) {
		for (StatementFacts facts : examined.facts()) {
			for (ColumnChange change : facts.columns()) {
				Column column = change.after();
				if (column == null || hasOtherTypeLater(examined, facts, column)) {
					continue;
				}
				if (isSmallKey(column) && !isSmallKey(change.before()) && (column.filled() || isWholeKey(facts, change))
						&& !isForeignKey(facts, column.name())) {
					findings.warning(facts.statement(),
							KEY.formatted(change.table() + "." + column.name(), column.type()), "bigint");
				}
				else if (isSmallCounter(column) && !isSmallCounter(change.before())) {
					findings.warning(facts.statement(),
							SEQUENCE.formatted(change.table() + "." + column.name(), column.type()), "bigint");
				}
			}
			checkSequence(examined, facts, findings);
		}
	}

	/** One that no other statement names: the application takes its values. */
	private static void checkSequence(Examined examined, StatementFacts facts, Findings findings) {
		StatementShape shape = StatementShape.of(facts.statement().text());
		QualifiedName name = shape.name();
		if (name == null || !shape.is("create", "sequence")) {
			return;
		}
		SqlTokens options = shape.rest();
		String type = null;
		while (!options.isAtEnd()) {
			if (options.accept("as")) {
				type = SMALL_TYPES.stream().filter(options::isNext).findFirst().orElse(null);
			}
			if (options.accept("owned", "by") && !options.isNext("none")) {
				return;
			}
			options.next();
		}
		Pattern word = Pattern.compile("(?<!\\w)%s(?!\\w)".formatted(Pattern.quote(name.name())));
		if (type != null && examined.facts()
			.stream()
			.noneMatch((other) -> other.number() != facts.number() && word.matcher(other.statement().text()).find())) {
			findings.warning(facts.statement(), SEQUENCE.formatted(String.join(".", name.parts()), type), "bigint");
		}
	}

	private static boolean isSmallKey(@Nullable Column column) {
		return column != null && column.key() && SMALL.contains(column.type());
	}

	private static boolean isSmallCounter(@Nullable Column column) {
		return column != null && column.counted() && !column.key() && SMALL.contains(column.type());
	}

	/** A text that is only read does not say what the type was before. */
	private static boolean hasOtherTypeLater(Examined examined, StatementFacts facts, Column column) {
		QualifiedName table = StatementShape.of(facts.statement().text()).name();
		return table != null && examined.facts()
			.stream()
			.filter((later) -> later.number() > facts.number())
			.map((later) -> StatementShape.of(later.statement().text()))
			.anyMatch((shape) -> isOf(shape, table) && hasOtherType(shape.rest(), column.name()));
	}

	private static boolean isOf(StatementShape shape, QualifiedName table) {
		QualifiedName name = shape.name();
		return name != null && shape.is("alter", "table") && name.name().equals(table.name());
	}

	private static boolean hasOtherType(SqlTokens actions, String column) {
		while (!actions.isAtEnd()) {
			SqlTokens action = actions.copy();
			actions.toNextPart();
			boolean altered = action.accept("alter");
			action.accept("column");
			if (altered && column.equals(action.name())) {
				action.accept("set", "data");
				if (action.accept("type") && SMALL_TYPES.stream().noneMatch(action::isNext)) {
					return true;
				}
			}
		}
		return false;
	}

	private static boolean isWholeKey(StatementFacts facts, ColumnChange change) {
		return facts.columns()
			.stream()
			.filter((other) -> other.table().equals(change.table()))
			.map(ColumnChange::after)
			.filter((column) -> column != null && column.key())
			.count() == 1;
	}

	/** It has the values, and so the type, of another key. */
	private static boolean isForeignKey(StatementFacts facts, String column) {
		SqlTokens tokens = StatementShape.of(facts.statement().text()).rest();
		tokens.accept("(");
		while (!tokens.isAtEnd()) {
			SqlTokens part = tokens.copy();
			tokens.toNextPart();
			if (part.accept("constraint")) {
				part.name();
			}
			boolean named = part.accept("foreign", "key") && part.accept("(");
			if (!named && part.accept("add")) {
				part.accept("column");
				part.accept("if", "not", "exists");
			}
			boolean ofColumn = column.equals(part.name()) && (!named || part.isNext(")"));
			while (ofColumn && part.offset() < tokens.offset()) {
				if (part.isNext("references")) {
					return true;
				}
				part.next();
			}
		}
		return false;
	}

}
