package io.appmigrations.internal.lint.examine;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.appmigrations.internal.measure.ColumnChange;
import io.appmigrations.internal.measure.LiveTables;
import io.appmigrations.internal.measure.Relation;
import io.appmigrations.internal.measure.SectionFacts;
import io.appmigrations.internal.measure.StatementFacts;
import io.appmigrations.internal.online.GivenNames;
import io.appmigrations.internal.online.Relations;
import io.appmigrations.internal.online.RelationsSoFar;
import io.appmigrations.internal.script.Placeholders;
import io.appmigrations.internal.script.Section;
import io.appmigrations.internal.script.SqlRevision;
import io.appmigrations.internal.script.SqlStatement;
import io.appmigrations.internal.sql.QualifiedName;
import io.appmigrations.internal.sql.SqlTokens;
import io.appmigrations.internal.sql.StatementShape;
import org.jspecify.annotations.Nullable;

/**
 * A revision and what its upgrade does.
 *
 * @param revision the revision
 * @param measured the facts of its statements
 * @param serverVersion the major version of the server that was asked
 * @param live what the database that will be migrated says of its tables
 * @param isMeasured whether the statements were run, and not only read
 * @param relations knows what is there before the revision
 * @param doubts what its statements demand of rows, and the statistics deny
 */
public record Examined(SqlRevision revision, SectionFacts measured, int serverVersion, LiveTables live,
		boolean isMeasured, Supplier<? extends Relations> relations, List<DataDoubt> doubts) {

	/** What the oldest supported server can, all of them can. */
	private static final int OLDEST_SERVER = 14;

	/** What an application reads by its name. */
	private static final Set<String> RELATIONS = Set.of("table", "view", "materialized view");

	/**
	 * A revision that was measured.
	 * @param revision the revision
	 * @param facts what its statements did
	 * @param serverVersion the major version of the server that ran them
	 * @param live what the database that will be migrated says of its tables
	 * @param relations knows what is there before the revision
	 * @return the revision with its facts
	 */
	public static Examined measured(SqlRevision revision, SectionFacts facts, int serverVersion, LiveTables live,
			Supplier<? extends Relations> relations) {
		return new Examined(revision, facts, serverVersion, live, true, relations, List.of());
	}

	/**
	 * A revision of which nothing but its text is known.
	 * @param revision the revision
	 * @param placeholders makes of a statement what would run
	 * @return the revision with what its text says
	 */
	public static Examined written(SqlRevision revision, Placeholders placeholders) {
		return written(revision, WrittenFacts.of(revision.upgrade(), placeholders, (table) -> false), LiveTables.NONE);
	}

	/**
	 * A revision of which the text is known, and the tables of the database.
	 * @param revision the revision
	 * @param placeholders makes of a statement what would run
	 * @param live what the database that will be migrated says of its tables; those that
	 * it does not have are new
	 * @return the revision with what its text says
	 */
	public static Examined written(SqlRevision revision, Placeholders placeholders, LiveTables live) {
		return written(revision, WrittenFacts.of(revision.upgrade(), placeholders, (table) -> live.of(table) == null),
				live);
	}

	private static Examined written(SqlRevision revision, SectionFacts facts, LiveTables live) {
		return new Examined(revision, facts, OLDEST_SERVER, live, false, () -> WrittenRelations.of(facts.facts()),
				List.of());
	}

	/** The same with what the statistics of the database say against it. */
	public Examined withDoubts(List<DataDoubt> found) {
		return new Examined(this.revision, this.measured, this.serverVersion, this.live, this.isMeasured,
				this.relations, List.copyOf(found));
	}

	public Examined withLargeTables() {
		return new Examined(this.revision, this.measured, this.serverVersion, LiveTables.NONE, this.isMeasured,
				this.relations, this.doubts);
	}

	public List<StatementFacts> facts() {
		return this.measured.facts();
	}

	public Section section() {
		return this.revision.upgrade();
	}

	/** All statements of the section, also those that were not run. */
	public Stream<SqlStatement> statements() {
		return section().statements().stream();
	}

	/** A statement with the names that PostgreSQL gives what it creates. */
	public String withNames(StatementFacts statement) {
		return GivenNames.written(statement.statement().text(), relationsBefore(statement));
	}

	/** What is there before a statement, as far as names matter to it. */
	Relations relationsBefore(StatementFacts statement) {
		Relations before = this.relations.get();
		String sql = statement.statement().text();
		if (GivenNames.written(sql, before).equals(sql)) {
			return before;
		}
		RelationsSoFar soFar = new RelationsSoFar(before);
		facts().stream()
			.filter((each) -> each.number() < statement.number())
			.forEach((each) -> soFar.add(each.statement().text()));
		return soFar;
	}

	/** Whether a statement before another one created an object of a name. */
	public boolean isCreatedBefore(StatementFacts other, String kind, QualifiedName name) {
		return facts().stream()
			.filter((each) -> each.number() < other.number())
			.map((each) -> StatementShape.of(each.statement().text()))
			.filter((shape) -> shape.is("create", kind))
			.map(StatementShape::name)
			.flatMap(Stream::ofNullable)
			.anyMatch((created) -> created.name().equals(name.name()));
	}

	/** Whether a relation has the name again when the transaction of a statement ends. */
	public boolean isNamedAgain(StatementFacts other, String name) {
		return facts().stream()
			.filter((each) -> each.number() > other.number() && each.transaction() == other.transaction())
			.map((each) -> StatementShape.of(each.statement().text()))
			.filter((shape) -> RELATIONS.contains(shape.kind()))
			.map(Examined::given)
			.flatMap(Stream::ofNullable)
			.anyMatch((given) -> given.equals(name));
	}

	/**
	 * Whether the transaction of a statement has dropped a relation before it, so that
	 * whoever waits for it finds nothing.
	 */
	public boolean isGone(StatementFacts other, Relation relation) {
		return facts().stream()
			.filter((each) -> each.number() < other.number() && each.transaction() == other.transaction())
			.filter((each) -> each.dropped().contains(relation) || each.dropped().contains(relation.withRows()))
			.anyMatch((drop) -> !isNamedAgain(drop, relation.withRows().name()));
	}

	/** The name that a relation has by a statement. */
	private static @Nullable String given(StatementShape shape) {
		if (shape.verb().equals("alter")) {
			SqlTokens rest = shape.rest();
			return rest.accept("rename", "to") ? rest.name() : null;
		}
		QualifiedName created = shape.verb().equals("create") ? shape.name() : null;
		return (created != null) ? created.name() : null;
	}

	/** Whether statements before one added a column that it drops or renames. */
	public boolean isAddedBefore(StatementFacts other, ColumnChange change) {
		return facts().stream()
			.filter((each) -> each.number() < other.number())
			.flatMap((each) -> each.columns().stream())
			.anyMatch((each) -> each.kind() == ColumnChange.Kind.ADDED && each.table().equals(change.table())
					&& change.before() != null && each.after() != null
					&& each.after().name().equals(change.before().name()));
	}

	/**
	 * Whether a column that is dropped has left its name, and its values, to another one
	 * in the same transaction.
	 */
	public boolean isReplacedBefore(StatementFacts other, ColumnChange drop) {
		List<StatementFacts> before = facts().stream()
			.filter((each) -> each.number() < other.number() && each.transaction() == other.transaction())
			.toList();
		List<ColumnChange> changes = before.stream()
			.flatMap((each) -> each.columns().stream())
			.filter((change) -> change.table().equals(drop.table()) && change.after() != null)
			.toList();
		String name = (drop.before() != null) ? drop.before().name() : "";
		Set<String> former = changes.stream()
			.filter((change) -> change.kind() == ColumnChange.Kind.RENAMED && change.after() != null
					&& change.after().name().equals(name) && change.before() != null)
			.map((change) -> Objects.requireNonNull(change.before()).name())
			.collect(Collectors.toSet());
		return changes.stream()
			.anyMatch((change) -> change.kind() == ColumnChange.Kind.ADDED && change.after() != null
					&& former.contains(change.after().name()))
				&& before.stream()
					.map((each) -> ChangedRows.table(each.statement()))
					.flatMap(Stream::ofNullable)
					.anyMatch(
							(table) -> drop.table().endsWith("." + table.name()) || drop.table().equals(table.name()));
	}

	/**
	 * Whether another column has the name of one that is dropped or renamed when its
	 * transaction ends. A text that is only read does not say what the new name is.
	 */
	public boolean isNamedAgain(StatementFacts other, ColumnChange change, Set<ColumnChange.Kind> kinds) {
		return facts().stream()
			.filter((each) -> each.number() >= other.number() && each.transaction() == other.transaction())
			.flatMap((each) -> each.columns().stream())
			.filter((each) -> !Objects.equals(each.before(), each.after()))
			.anyMatch((each) -> kinds.contains(each.kind()) && each.table().equals(change.table())
					&& change.before() != null && each.after() != null
					&& each.after().name().equals(change.before().name()));
	}

	/** The tables that the transaction of a statement has emptied before it. */
	public Set<Relation> emptiedBefore(StatementFacts other) {
		return facts().stream()
			.filter((each) -> each.number() < other.number() && each.transaction() == other.transaction())
			.filter((each) -> each.statement().startsWith("truncate"))
			.flatMap((each) -> each.own().stream())
			.filter((lock) -> lock.mode().blocksReads())
			.map((lock) -> lock.relation().withRows())
			.collect(Collectors.toSet());
	}

	/** The tables that statements before one created, with their schemas. */
	public Set<String> createdBefore(int number) {
		Set<String> created = new HashSet<>();
		facts().stream().filter((each) -> each.number() < number).forEach((each) -> created.addAll(each.created()));
		return created;
	}

}
