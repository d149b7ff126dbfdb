package io.appmigrations.internal.lint.examine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import io.appmigrations.internal.measure.ColumnStatistics;
import io.appmigrations.internal.measure.ColumnStatistics.Column;
import io.appmigrations.internal.script.Placeholders;
import io.appmigrations.internal.script.RevisionScript;
import io.appmigrations.internal.script.Section;
import io.appmigrations.internal.script.SectionReader;
import io.appmigrations.internal.script.SettingCall;
import io.appmigrations.internal.script.SqlRevision;
import io.appmigrations.internal.script.SqlStatement;
import io.appmigrations.internal.sql.QualifiedName;
import io.appmigrations.internal.sql.SqlTokens;
import io.appmigrations.internal.sql.StatementShape;
import org.jspecify.annotations.Nullable;

/**
 * What the statements of pending revisions demand of rows that are there: that they
 * differ, or have values. What comes behind a change of these rows is left out.
 */
public final class DataDemands {

	private final String defaultSchema;

	private final List<Demand> demands = new ArrayList<>();

	/** Tables whose rows or columns are no longer those of the statistics. */
	private final Set<List<String>> changed = new HashSet<>();

	/** Whether any table may have been changed. */
	private boolean anyChanged;

	private DataDemands(String defaultSchema) {
		this.defaultSchema = defaultSchema;
	}

	/**
	 * Reads revisions.
	 * @param scripts the revisions in the order in which they run
	 * @param placeholders makes of a statement what would run
	 * @param defaultSchema the schema of names without one
	 * @return what they demand
	 */
	public static DataDemands of(List<? extends RevisionScript> scripts, Placeholders placeholders,
			String defaultSchema) {
		DataDemands demands = new DataDemands(defaultSchema);
		for (RevisionScript script : scripts) {
			if (!(script instanceof SqlRevision sql)) {
				break;
			}
			demands.read(sql, placeholders);
			if (demands.anyChanged) {
				break;
			}
		}
		return demands;
	}

	private void read(SqlRevision revision, Placeholders placeholders) {
		Section section = revision.upgrade();
		try (SectionReader statements = section.open()) {
			for (SqlStatement next = statements.next(); next != null && !this.anyChanged; next = statements.next()) {
				SqlStatement statement = (next.copyData() != null) ? next
						: placeholders.replacedIn(next, section.path());
				StatementShape shape = StatementShape.of(statement.text());
				change(statement, shape);
				demand(revision.revision().id(), next, shape);
			}
		}
	}

	private void change(SqlStatement statement, StatementShape shape) {
		switch (shape.verb()) {
			case "update" -> {
				QualifiedName table = ChangedRows.table(statement);
				this.anyChanged = table == null;
				if (table != null) {
					this.changed.add(key(table));
				}
			}
			case "delete", "truncate", "merge", "with", "do", "call", "execute", "explain", "prepare" ->
				this.anyChanged = true;
			case "select" -> {
				SettingCall call = SettingCall.of(statement.text());
				this.anyChanged = call == null || call.name().equals("search_path");
			}
			case "set", "reset" -> this.anyChanged = statement.words().contains("search_path")
					|| statement.words().contains("schema") || statement.startsWith("reset", "all");
			case "create", "drop" -> {
				if (shape.kind().equals("table") || shape.verb().equals("drop")) {
					shape.names().forEach((name) -> this.changed.add(key(name)));
				}
			}
			case "alter" -> alter(shape);
			default -> {
			}
		}
	}

	private void alter(StatementShape shape) {
		QualifiedName table = shape.name();
		if (!shape.kind().equals("table") || table == null) {
			// a schema can be renamed
			this.anyChanged = shape.kind().equals("schema");
			return;
		}
		SqlTokens actions = shape.rest();
		while (!actions.isAtEnd()) {
			SqlTokens action = actions.copy();
			actions.toNextPart();
			if (changesColumns(action)) {
				this.changed.add(key(table));
			}
		}
		SqlTokens rename = shape.rest();
		String name = rename.accept("rename", "to") ? rename.name() : null;
		if (name != null) {
			this.changed.add(List.of(key(table).get(0), name));
		}
	}

	private static boolean changesColumns(SqlTokens action) {
		if (action.accept("alter")) {
			action.accept("column");
			action.name();
			return action.isNext("type") || action.isNext("set", "data");
		}
		if (action.accept("drop")) {
			return !action.isNext("constraint");
		}
		return action.isNext("rename") || action.isNext("set", "schema") || action.isNext("attach")
				|| action.isNext("detach") || action.isNext("inherit") || action.isNext("no", "inherit");
	}

	private void demand(String revision, SqlStatement statement, StatementShape shape) {
		if (shape.is("create", "index") && shape.has("unique") && !shape.has("if not exists")
				&& shape.relation() != null) {
			unique(revision, statement, shape.relation(), shape.rest(), false);
		}
		QualifiedName table = shape.name();
		if (!shape.is("alter", "table") || table == null) {
			return;
		}
		SqlTokens actions = shape.rest();
		while (!actions.isAtEnd()) {
			SqlTokens action = actions.copy();
			actions.toNextPart();
			if (action.accept("alter")) {
				action.accept("column");
				String column = action.name();
				if (column != null && action.isNext("set", "not", "null")) {
					add(new Demand(revision, statement, key(table), List.of(column), Sort.NOT_NULL));
				}
			}
			else if (action.accept("add")) {
				constraint(revision, statement, table, action);
			}
		}
	}

	private void constraint(String revision, SqlStatement statement, QualifiedName table, SqlTokens action) {
		if (action.accept("constraint")) {
			action.name();
		}
		boolean isPrimary = action.accept("primary", "key");
		if (isPrimary || action.accept("unique")) {
			unique(revision, statement, table, action, isPrimary);
		}
		else if (action.accept("not", "null")) {
			String column = action.name();
			action.accept("no", "inherit");
			if (column != null && !action.isNext("not", "valid")) {
				add(new Demand(revision, statement, key(table), List.of(column), Sort.NOT_NULL));
			}
		}
	}

	/** Only an index of plain columns over all rows says that their values differ. */
	private void unique(String revision, SqlStatement statement, QualifiedName table, SqlTokens definition,
			boolean isPrimary) {
		definition.accept("using", "btree");
		boolean nullsDiffer = !definition.accept("nulls", "not", "distinct");
		definition.accept("nulls", "distinct");
		List<String> columns = columns(definition.parenthesized());
		while (!definition.isAtEnd() && !definition.isNext("where")) {
			nullsDiffer = nullsDiffer && !definition.isNext("nulls", "not", "distinct");
			definition.next();
		}
		if (columns.isEmpty() || definition.isNext("where")) {
			return;
		}
		add(new Demand(revision, statement, key(table), columns, nullsDiffer ? Sort.UNIQUE : Sort.UNIQUE_NULLS));
		if (isPrimary) {
			columns
				.forEach((column) -> add(new Demand(revision, statement, key(table), List.of(column), Sort.NOT_NULL)));
		}
	}

	private static List<String> columns(@Nullable String elements) {
		List<String> columns = new ArrayList<>();
		if (elements == null) {
			return columns;
		}
		SqlTokens parts = SqlTokens.of(elements.substring(1, elements.length() - 1));
		while (!parts.isAtEnd()) {
			SqlTokens part = parts.copy();
			parts.toNextPart();
			String column = part.name();
			boolean isPlain = part.isAtEnd() || part.isNext(",") || part.isNext("asc") || part.isNext("desc")
					|| part.isNext("nulls");
			if (column == null || !isPlain) {
				return List.of();
			}
			columns.add(column);
		}
		return columns;
	}

	private void add(Demand demand) {
		if (!this.anyChanged && !this.changed.contains(demand.table())) {
			this.demands.add(demand);
		}
	}

	private List<String> key(QualifiedName table) {
		return List.of(Objects.requireNonNullElse(table.qualifier(), this.defaultSchema), table.name());
	}

	/**
	 * Returns the columns of which the statistics must be known.
	 * @param tenants the schemas of tenants, each of which has the tables
	 * @return the columns, each with its schema and its table
	 */
	public Set<List<String>> columns(Collection<String> tenants) {
		Set<List<String>> columns = new LinkedHashSet<>();
		for (Demand demand : this.demands) {
			for (String schema : demand.schemas(tenants, this.defaultSchema)) {
				demand.columns().forEach((column) -> columns.add(List.of(schema, demand.table().get(1), column)));
			}
		}
		return columns;
	}

	/**
	 * Compares the demands of a revision with what is there.
	 * @param revision the revision
	 * @param statistics what is known of the columns
	 * @param tenants the schemas of tenants
	 * @return what fails
	 */
	public List<DataDoubt> doubts(String revision, ColumnStatistics statistics, Collection<String> tenants) {
		List<DataDoubt> doubts = new ArrayList<>();
		for (Demand demand : this.demands) {
			if (demand.revision().equals(revision)) {
				demand.schemas(tenants, this.defaultSchema)
					.stream()
					.map((schema) -> demand.doubt(schema, statistics))
					.filter(Objects::nonNull)
					.findFirst()
					.ifPresent(doubts::add);
			}
		}
		return doubts;
	}

	/** What a statement demands. */
	private enum Sort {

		UNIQUE, UNIQUE_NULLS, NOT_NULL

	}

	/**
	 * What a statement demands of columns.
	 *
	 * @param revision the revision
	 * @param statement the statement
	 * @param table the table with its schema
	 * @param columns the columns
	 * @param sort what it demands
	 */
	private record Demand(String revision, SqlStatement statement, List<String> table, List<String> columns,
			Sort sort) {

		Collection<String> schemas(Collection<String> tenants, String defaultSchema) {
			return (tenants.isEmpty() || !this.table.get(0).equals(defaultSchema)) ? List.of(this.table.get(0))
					: tenants;
		}

		@Nullable DataDoubt doubt(String schema, ColumnStatistics statistics) {
			List<Column> known = statistics.of(schema, this.table.get(1), this.columns);
			if (known.isEmpty()) {
				return null;
			}
			String name = schema + "." + this.table.get(1);
			return switch (this.sort) {
				case NOT_NULL -> notNull(name, known.get(0));
				case UNIQUE, UNIQUE_NULLS -> (known.size() == 1) ? unique(name, known.get(0)) : unique(name, known);
			};
		}

		private @Nullable DataDoubt notNull(String table, Column column) {
			return (column.nulls() <= 0) ? null : new DataDoubt(this.statement, DataDoubt.Kind.NULLS,
					"According to the statistics of the last ANALYZE, %s.%s is null in %s, so the statement fails."
						.formatted(table, this.columns.get(0), share(column.nulls(), column.rows())),
					"select count(*) from %s where %s is null;".formatted(SuggestedName.of(table), written()));
		}

		private @Nullable DataDoubt unique(String table, Column column) {
			boolean hasNulls = this.sort == Sort.UNIQUE_NULLS && column.nulls() * column.rows() > 1.5;
			if (!column.hasDuplicates() && !hasNulls) {
				return null;
			}
			String what = !column.hasDuplicates() ? "is null in " + share(column.nulls(), column.rows())
					: (column.rows() > 0) ? "has about %s different values in %s".formatted(number(column.values()),
							rows(column.rows())) : "has values more than once";
			return duplicates("According to the statistics of the last ANALYZE, %s.%s %s, so the statement fails."
				.formatted(table, this.columns.get(0), what), table);
		}

		/** In this part of the rows, all of the most frequent values come together. */
		private @Nullable DataDoubt unique(String table, List<Column> known) {
			double together = known.stream().mapToDouble(Column::mostCommon).sum() - (known.size() - 1);
			long rows = known.get(0).rows();
			return (together < 0.01 || together * rows < 2) ? null : duplicates(
					"According to the statistics of the last ANALYZE, %s of %s have the same values in %s, so the statement fails."
						.formatted("at least " + percent(together), rows(rows) + " of " + table,
								String.join(", ", this.columns)),
					table);
		}

		private DataDoubt duplicates(String message, String table) {
			return new DataDoubt(this.statement, DataDoubt.Kind.DUPLICATES, message,
					"select %1$s, count(*) from %2$s group by %1$s having count(*) > 1;".formatted(written(),
							SuggestedName.of(table)));
		}

		private String written() {
			return this.columns.stream().map(SuggestedName::ofPart).collect(Collectors.joining(", "));
		}

		private static String share(double fraction, long rows) {
			return (rows > 0) ? "about %s of %s".formatted(percent(fraction), rows(rows))
					: "about %s of the rows".formatted(percent(fraction));
		}

		private static String rows(long rows) {
			return number(rows) + ((rows == 1) ? " row" : " rows");
		}

		private static String number(long number) {
			return String.format(Locale.ROOT, "%,d", number);
		}

		private static String percent(double fraction) {
			return String.format(Locale.ROOT, (fraction < 0.01) ? "%.2g %%" : "%.0f %%", fraction * 100);
		}

	}

}
