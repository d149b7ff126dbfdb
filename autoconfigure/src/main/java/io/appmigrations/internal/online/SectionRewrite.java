package io.appmigrations.internal.online;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import io.appmigrations.internal.sql.QualifiedName;
import io.appmigrations.internal.sql.SqlTokens;
import io.appmigrations.internal.sql.StatementShape;
import org.jspecify.annotations.Nullable;

/**
 * Writes some statements of a transaction in their online form. The others stay together
 * as far as what is committed in between allows. What is dropped and created again, or
 * renamed, stays in one transaction.
 */
public final class SectionRewrite {

	private final List<Written> statements;

	/** The same with the names that PostgreSQL would give. */
	private final List<Written> named;

	private final Relations relations;

	private final List<List<Item>> units = new ArrayList<>();

	/** The transaction that is being written. */
	private final List<Item> block = new ArrayList<>();

	/** The statements of which something is written already. */
	private final Set<Integer> begun = new HashSet<>();

	private final Set<Integer> rewritten = new HashSet<>();

	private SectionRewrite(List<Written> statements, Relations relations) {
		this.statements = statements;
		this.named = named(statements, relations);
		this.relations = relations;
	}

	/**
	 * Writes a transaction.
	 * @param statements its statements in order
	 * @param relations what is there before them
	 * @return what is committed together, in order; the statements as they are in one
	 * unit where none has an online form
	 */
	public static Rewritten of(List<Written> statements, Relations relations) {
		SectionRewrite rewrite = new SectionRewrite(statements, relations);
		rewrite.write();
		return new Rewritten(rewrite.units, rewrite.rewritten);
	}

	private static List<Written> named(List<Written> statements, Relations relations) {
		RelationsSoFar soFar = new RelationsSoFar(relations);
		List<Written> named = new ArrayList<>();
		for (Written statement : statements) {
			named.add(statement.unsafe() ? new Written(GivenNames.written(statement.sql(), soFar), true) : statement);
			soFar.add(statement.sql());
		}
		return named;
	}

	/**
	 * Writes the online form of one statement.
	 * @param sql the statement
	 * @param relations what is there before it
	 * @return what is committed together, or nothing where it has no online form
	 */
	public static List<List<String>> of(String sql, Relations relations) {
		Rewritten rewritten = of(List.of(new Written(sql, true)), relations);
		return rewritten.statements().isEmpty() ? List.of()
				: rewritten.units().stream().map((unit) -> unit.stream().map(Item::sql).toList()).toList();
	}

	private void write() {
		for (int i = 0; i < this.statements.size(); i++) {
			int end = Wholes.end(i, this.statements.size(), this::belongTogether);
			if (end == i) {
				alone(i);
			}
			else if (end == i + 1 && isIndexReplaced(i)) {
				replaceIndex(i);
			}
			else {
				together(i, end);
			}
			i = end;
		}
		close();
	}

	private boolean belongTogether(int first, int second) {
		String one = this.named.get(first).sql();
		String other = this.named.get(second).sql();
		Set<String> dropped = names(one, "drop");
		dropped.retainAll(names(other, "create"));
		return !dropped.isEmpty() || (second == first + 1 && isRename(one) && isRename(other));
	}

	private static boolean isRename(String sql) {
		StatementShape shape = StatementShape.of(sql);
		return shape.verb().equals("alter") && shape.rest().isNext("rename");
	}

	/** What a statement drops or creates; indexes are called as constraints are. */
	private static Set<String> names(String sql, String verb) {
		StatementShape shape = StatementShape.of(sql);
		Set<String> names = new HashSet<>();
		if (shape.is("alter", "table")) {
			String action = verb.equals("drop") ? "drop" : "add";
			for (String part : WrittenActions.parts(sql, shape.rest().offset())) {
				SqlTokens tokens = SqlTokens.of(part);
				if (tokens.accept(action)) {
					boolean isConstraint = tokens.accept("constraint");
					tokens.accept("column");
					tokens.accept("if", "exists");
					names.add(isConstraint ? "index " + tokens.name()
							: "column %s.%s".formatted(shape.name(), tokens.name()));
				}
			}
		}
		else if (shape.verb().equals(verb)) {
			shape.names().forEach((name) -> names.add(shape.kind() + " " + name.name()));
		}
		return names;
	}

	private @Nullable OnlineForm form(int place) {
		Written statement = this.named.get(place);
		return statement.unsafe() ? OnlineForm.of(statement.sql(), this.relations) : null;
	}

	/** An index of another definition takes the place of one. */
	private boolean isIndexReplaced(int place) {
		String drop = this.named.get(place).sql();
		String create = this.named.get(place + 1).sql();
		return form(place + 1) != null && OnlineForm.of(drop, this.relations) != null
				&& StatementShape.of(drop).is("drop", "index") && StatementShape.of(create).is("create", "index")
				&& StatementShape.of(drop).names().size() == 1;
	}

	private void replaceIndex(int place) {
		String drop = this.named.get(place).sql();
		String create = Objects.requireNonNull(form(place + 1)).after().get(0).get(0);
		IndexReplacement replacement = IndexReplacement.of(drop, create, this.relations);
		unit(place, List.of(replacement.rename()), true);
		unit(place + 1, List.of(create), true);
		unit(place + 1, List.of(replacement.drop()), false);
		this.rewritten.addAll(List.of(place, place + 1));
	}

	private void alone(int place) {
		Written statement = this.named.get(place);
		List<String> separated = statement.unsafe() ? WrittenActions.separated(statement.sql(), this.relations)
				: List.of(statement.sql());
		for (int i = 0; i < separated.size(); i++) {
			String sql = separated.get(i);
			OnlineForm form = statement.unsafe() ? OnlineForm.of(sql, this.relations) : null;
			if (form != null) {
				this.rewritten.add(place);
				boolean isReplaced = i > 0 && isReplaced(separated.get(i - 1), sql, form);
				if (!isReplaced) {
					form.before().forEach((unit) -> unit(place, unit, false));
				}
				if (isReplaced) {
					lastOf(form.within()).forEach((one) -> this.block.add(item(place, one)));
				}
				else if (form.within().size() > 1) {
					unit(place, form.within(), false);
				}
				else {
					form.within().forEach((one) -> this.block.add(item(place, one)));
				}
				form.after().forEach((unit) -> unit(place, unit, false));
			}
			else if (statement.unsafe() && isValidation(sql)) {
				this.rewritten.add(place);
				unit(place, List.of(sql), false);
			}
			else {
				String next = (i + 1 < separated.size()) ? separated.get(i + 1) : null;
				OnlineForm following = (next != null) ? OnlineForm.of(next, this.relations) : null;
				if (next != null && following != null && isReplaced(sql, next, following)) {
					// there is always one of the two
					following.before().forEach((unit) -> unit(place, unit, false));
				}
				this.block.add(item(place, (separated.size() == 1) ? this.statements.get(place).sql() : sql));
			}
		}
	}

	/**
	 * Whether a constraint takes the place of one that is dropped just before, and in the
	 * same transaction.
	 */
	private static boolean isReplaced(String drop, String create, OnlineForm form) {
		Set<String> dropped = names(drop, "drop");
		dropped.retainAll(names(create, "create"));
		return !dropped.isEmpty() && switch (form.sort()) {
			case KEY -> isAboutConstraints(drop, StatementShape.of(drop));
			case VALIDATION -> true;
			case INDEX, INDEX_REMOVAL, COLUMN, NOT_NULL, REBUILD -> false;
		};
	}

	/** What drops another foreign key has locked both tables. */
	private static List<String> lastOf(List<String> within) {
		return within.subList(Math.max(0, within.size() - 1), within.size());
	}

	/** Which reads the table, and need not do so under the locks of others. */
	private static boolean isValidation(String sql) {
		StatementShape shape = StatementShape.of(sql);
		return shape.is("alter", "table") && shape.rest().isNext("validate", "constraint")
				&& WrittenActions.parts(sql, shape.rest().offset()).size() == 1;
	}

	/** Several statements in one transaction. */
	private void together(int start, int end) {
		List<List<String>> later = new ArrayList<>();
		List<Integer> places = new ArrayList<>();
		List<Item> pieces = new ArrayList<>();
		for (int i = start; i <= end; i++) {
			OnlineForm form = form(i);
			if (form == null || !isOnlineAmong(form, start, i)) {
				pieces.add(item(i, this.statements.get(i).sql()));
				continue;
			}
			this.rewritten.add(i);
			for (List<String> unit : form.before()) {
				close();
				this.units.add(unit.stream().map((sql) -> new Item(-1, sql)).toList());
			}
			int place = i;
			lastOf(form.within()).forEach((one) -> pieces.add(item(place, one)));
			for (List<String> unit : form.after()) {
				later.add(unit);
				places.add(i);
			}
		}
		this.block.addAll(pieces);
		for (int i = 0; i < later.size(); i++) {
			unit(places.get(i), later.get(i), false);
		}
	}

	/** Whether a part of the form can come before or after all of the statements. */
	private boolean isOnlineAmong(OnlineForm form, int start, int place) {
		return switch (form.sort()) {
			case VALIDATION -> true;
			case KEY -> this.named.subList(start, place).stream().allMatch((one) -> isHarmless(one.sql(), place));
			case INDEX, INDEX_REMOVAL, COLUMN, NOT_NULL, REBUILD -> false;
		};
	}

	/** Whether an index can be built before a statement as well. */
	private boolean isHarmless(String before, int place) {
		StatementShape shape = StatementShape.of(before);
		QualifiedName table = StatementShape.of(this.named.get(place).sql()).name();
		return shape.is("drop", "index") || shape.verb().equals("comment") || (shape.is("alter", "table")
				&& !isRename(before) && (!Objects.equals(shape.name(), table) || isAboutConstraints(before, shape)));
	}

	private static boolean isAboutConstraints(String sql, StatementShape shape) {
		return WrittenActions.parts(sql, shape.rest().offset())
			.stream()
			.map(SqlTokens::of)
			.allMatch((action) -> action.isNext("drop", "constraint") || action.isNext("add", "constraint"));
	}

	private Item item(int place, String sql) {
		return new Item(this.begun.add(place) ? place : -1, sql);
	}

	private void unit(int place, List<String> sql, boolean replaces) {
		close();
		List<Item> unit = new ArrayList<>();
		for (String one : sql) {
			unit.add(item(place, one));
		}
		this.units.add(unit);
		if (replaces) {
			this.rewritten.add(place);
		}
	}

	private void close() {
		if (!this.block.isEmpty()) {
			this.units.add(List.copyOf(this.block));
			this.block.clear();
		}
	}

	/**
	 * A statement of the transaction.
	 *
	 * @param sql the statement, without a semicolon
	 * @param unsafe whether it is to be written in its online form, if it has one
	 */
	public record Written(String sql, boolean unsafe) {
	}

	/**
	 * A statement in its place.
	 *
	 * @param statement the number of the statement of which it is the first part, counted
	 * from 0, or -1 where it is another part
	 * @param sql the statement
	 */
	public record Item(int statement, String sql) {
	}

	/**
	 * What came of a transaction.
	 *
	 * @param units what is committed together, in order
	 * @param statements the numbers of the statements that got another form, or another
	 * place
	 */
	public record Rewritten(List<List<Item>> units, Set<Integer> statements) {

		/**
		 * Copies the collections.
		 */
		public Rewritten {
			units = units.stream().map(List::copyOf).toList();
			statements = Set.copyOf(statements);
		}

	}

}
