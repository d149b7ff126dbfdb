package io.appmigrations.internal.family.table;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.appmigrations.model.Change;
import io.appmigrations.model.Change.Action;
import io.appmigrations.model.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Changes of types of one table in one statement: each {@code ALTER COLUMN TYPE} rewrites
 * the table, several in one statement rewrite it once.
 */
public final class TableRewrites {

	private static final String NAME = "(?:\"(?:[^\"]|\"\")++\"|[^\\s\".]+)";

	private static final Pattern TYPE = Pattern
		.compile("(?s)alter table (?<table>%1$s(?:\\.%1$s)?) (?<action>alter column %1$s type .*)".formatted(NAME));

	private TableRewrites() {
	}

	/**
	 * Puts those together that follow each other.
	 * @param changes the changes in order
	 * @return the same changes, those of the types of a table's columns as one
	 */
	public static List<Change> together(List<Change> changes) {
		List<Change> together = new ArrayList<>();
		Parts last = null;
		for (Change change : changes) {
			Parts parts = Parts.of(change);
			if (parts != null && last != null && last.table().equals(parts.table())) {
				last = last.with(parts);
				together.set(together.size() - 1, last.change());
			}
			else {
				last = (change.object().kind() == Kind.COLUMN) ? parts : null;
				together.add((parts != null) ? parts.change() : change);
			}
		}
		return together;
	}

	/**
	 * A change, taken apart.
	 *
	 * @param table the table whose columns change
	 * @param before what comes before that
	 * @param actions what changes them
	 * @param after what comes after that
	 * @param like the change
	 */
	private record Parts(String table, List<String> before, List<String> actions, List<String> after, Change like) {

		/**
		 * Returns the parts, or {@code null} where no type changes, or those of several
		 * tables.
		 */
		static @Nullable Parts of(Change change) {
			if (change.action() != Action.ALTER) {
				return null;
			}
			String table = null;
			List<String> before = new ArrayList<>();
			List<String> actions = new ArrayList<>();
			List<String> after = new ArrayList<>();
			for (String sql : change.sql()) {
				Matcher type = TYPE.matcher(sql);
				if (!type.matches()) {
					((table != null && !sql.startsWith("--")) ? after : before).add(sql);
				}
				else if (table == null || table.equals(type.group("table"))) {
					table = type.group("table");
					actions.add(type.group("action"));
				}
				else {
					return null;
				}
			}
			return (table != null) ? new Parts(table, before, actions, after, change) : null;
		}

		Parts with(Parts other) {
			return new Parts(this.table, joined(this.before, other.before), joined(this.actions, other.actions),
					joined(this.after, other.after),
					new Change(this.like.action(), this.like.object(), this.like.subject(), List.of(),
							joined(this.like.notes(), other.like.notes()),
							this.like.losesData() || other.like.losesData()));
		}

		private static <T> List<T> joined(List<T> some, List<T> others) {
			List<T> all = new ArrayList<>(some);
			others.stream().filter((one) -> !some.contains(one)).forEach(all::add);
			return all;
		}

		Change change() {
			List<String> sql = new ArrayList<>(this.before);
			sql.add((this.actions.size() == 1) ? "alter table %s %s".formatted(this.table, this.actions.get(0))
					: this.actions.stream()
						.collect(Collectors.joining(",\n\t", "alter table %s\n\t".formatted(this.table), "")));
			sql.addAll(this.after);
			return new Change(this.like.action(), this.like.object(), this.like.subject(), sql, this.like.notes(),
					this.like.losesData());
		}

	}

}
