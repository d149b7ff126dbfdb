package io.appmigrations.internal.measure;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.database.PipelineException;
import io.appmigrations.internal.database.SharedCatalogs;
import io.appmigrations.internal.script.Placeholders;
import io.appmigrations.internal.script.Section;
import io.appmigrations.internal.script.SectionReader;
import io.appmigrations.internal.script.SqlStatement;
import io.appmigrations.internal.sql.QualifiedName;
import io.appmigrations.internal.sql.SqlTokens;
import io.appmigrations.internal.sql.StatementShape;
import org.jspecify.annotations.Nullable;

/**
 * Runs the statements of a section on a database that is at the state before the
 * revision, and looks what each of them did: the locks of the own session, the files and
 * the scans of the relations that it locked. Tables can be empty: PostgreSQL locks, scans
 * and rewrites them all the same.
 * <p>
 * A section that is one transaction is rolled back. One with {@code transaction:off} is
 * committed statement by statement, since each sees what the one before it has committed;
 * it needs a database that is thrown away.
 */
public final class Measurement {

	/**
	 * On an empty table the planner would read the table even if an index serves the
	 * condition. What it must not do it gives a cost for which the server would compile
	 * even the smallest query, at hundreds of milliseconds.
	 */
	private static final List<String> USE_INDEXES = List.of("set local enable_seqscan = off",
			"set local enable_indexonlyscan = off", "set local jit = off");

	/** What PostgreSQL does for the whole server, outside of transactions. */
	private static final List<List<String>> SERVER_WIDE_ALONE = List.of(List.of("create", "database"),
			List.of("drop", "database"), List.of("alter", "database"), List.of("create", "tablespace"),
			List.of("drop", "tablespace"), List.of("alter", "system"), List.of("create", "subscription"),
			List.of("drop", "subscription"), List.of("commit", "prepared"), List.of("rollback", "prepared"));

	private static final String BEFORE = "app_migrations_statement";

	/** What can change columns. */
	private static final Set<String> DEFINING = Set.of("create", "alter", "drop", "do", "select", "call");

	private final MigrationConnection connection;

	private final Section section;

	/** Whether somebody else's transaction is the only one. */
	private final boolean nested;

	private final Placeholders placeholders;

	private final List<StatementFacts> facts = new ArrayList<>();

	private final WatchedRelations relations;

	private Columns columns = Columns.none();

	/** Foreign keys that no index serves. */
	private Set<Long> keysBefore = Set.of();

	private final Map<Long, KeyFacts.ForeignKey> newKeys = new LinkedHashMap<>();

	/**
	 * The tables that rows were added to, with the number of the last statement that did.
	 */
	private final Map<String, Integer> filled = new HashMap<>();

	/** Columns that had the next value of their sequence before. */
	private final Set<List<String>> behindBefore = new HashSet<>();

	private KeyFacts keys = KeyFacts.NONE;

	private int transaction;

	private boolean serverWide;

	private Measurement(MigrationConnection connection, Section section, Placeholders placeholders, boolean nested) {
		this.connection = connection;
		this.nested = nested;
		this.section = section;
		this.placeholders = placeholders;
		this.relations = new WatchedRelations(connection, nested);
	}

	/**
	 * Measures a section.
	 * @param connection a connection outside of a transaction
	 * @param section the statements
	 * @param placeholders makes of a statement what runs; facts name what it is without
	 * the substitution
	 * @return what each statement did
	 */
	public static SectionFacts of(MigrationConnection connection, Section section, Placeholders placeholders) {
		return of(connection, section, placeholders, (facts) -> false);
	}

	/**
	 * Measures a section, and looks at what it leads to.
	 * @param connection a connection outside of a transaction
	 * @param section the statements
	 * @param placeholders makes of a statement what runs
	 * @param end is asked after the last statement, if none was refused, and told what
	 * they did: whether a section that is one transaction is committed
	 * @return what each statement did
	 */
	public static SectionFacts of(MigrationConnection connection, Section section, Placeholders placeholders,
			Predicate<List<StatementFacts>> end) {
		return new Measurement(connection, section, placeholders, false).facts(end);
	}

	/**
	 * Measures a section inside of a transaction that somebody else rolls back, and that
	 * has created the tables: what it does can be seen afterwards. What cannot run in a
	 * transaction is judged by what it is.
	 * @param connection a connection in a transaction
	 * @param section the statements
	 * @param placeholders makes of a statement what runs
	 * @return what each statement did
	 */
	public static SectionFacts inside(MigrationConnection connection, Section section, Placeholders placeholders) {
		return new Measurement(connection, section, placeholders, true).facts((done) -> false);
	}

	private SectionFacts facts(Predicate<List<StatementFacts>> end) {
		Refusal refusal;
		try (SectionReader statements = this.section.open()) {
			refusal = this.section.transactional() ? inTransaction(statements) : separately(statements);
			if (refusal == null && !this.serverWide && end.test(List.copyOf(this.facts))
					&& this.section.transactional()) {
				refusal = commit(this.facts.isEmpty() ? null : this.facts.get(this.facts.size() - 1));
			}
		}
		finally {
			if (!this.nested) {
				this.connection.rollback();
			}
		}
		return new SectionFacts(this.facts, refusal, this.serverWide, this.keys);
	}

	private @Nullable Refusal inTransaction(SectionReader statements) {
		begin();
		startTransaction(1);
		for (SqlStatement statement = statements.next(); statement != null; statement = statements.next()) {
			Refusal refusal = measure(replaced(statement), statements.number());
			if (refusal != null) {
				return refusal;
			}
		}
		Refusal refusal = checkConstraints();
		if (refusal == null) {
			this.serverWide = !this.nested && isServerWide();
			readKeys();
		}
		return refusal;
	}

	private SqlStatement replaced(SqlStatement statement) {
		return (statement.copyData() != null) ? statement
				: this.placeholders.replacedIn(statement, this.section.path());
	}

	/** As the end of the transaction would. */
	private @Nullable Refusal checkConstraints() {
		try {
			this.connection.execute(List.of("set constraints all immediate"));
			return null;
		}
		catch (PipelineException ex) {
			StatementFacts last = this.facts.get(this.facts.size() - 1);
			return new Refusal(last.statement(), last.number(), ex.getFailure());
		}
	}

	private void readKeys() {
		Map<Long, KeyFacts.ForeignKey> left = KeyFacts.unindexed(this.connection, 0);
		List<KeyFacts.ForeignKey> unindexed = this.newKeys.entrySet()
			.stream()
			.filter((entry) -> left.containsKey(entry.getKey()))
			.map(Map.Entry::getValue)
			.toList();
		this.keys = new KeyFacts(unindexed, KeyFacts.shortSequences(this.connection), KeyFacts.closed(this.connection),
				KeyFacts.duplicates(this.connection),
				KeyFacts.behind(this.connection, this.filled)
					.stream()
					.filter((behind) -> !this.behindBefore.contains(List.of(behind.table(), behind.column())))
					.toList(),
				KeyFacts.openViews(this.connection));
	}

	private boolean isServerWide() {
		return this.connection.query(
				Objects.requireNonNullElse(this.placeholders.substitution().forbidden(), SharedCatalogs.WRITTEN),
				(rows) -> rows.next());
	}

	/** A block from {@code begin} to {@code commit} is one transaction. */
	private @Nullable Refusal separately(SectionReader statements) {
		for (SqlStatement next = statements.next(); next != null; next = statements.next()) {
			int last = next.beginsTransaction() ? statements.lastOfBlock() : statements.number();
			Refusal refusal = (last > statements.number()) ? block(statements, last)
					: single(replaced(next), statements.number());
			if (refusal != null || this.serverWide) {
				return refusal;
			}
		}
		readKeys();
		return null;
	}

	private void begin() {
		if (!this.nested) {
			this.connection.begin();
		}
	}

	private @Nullable Refusal block(SectionReader statements, int last) {
		begin();
		startTransaction(statements.number());
		while (statements.number() < last) {
			SqlStatement statement = Objects.requireNonNull(statements.next());
			if (statement.endsTransaction()) {
				break;
			}
			Refusal refusal = measure(replaced(statement), statements.number());
			if (refusal != null) {
				return refusal;
			}
		}
		return commit(this.facts.isEmpty() ? null : this.facts.get(this.facts.size() - 1));
	}

	private @Nullable Refusal single(SqlStatement statement, int number) {
		if (statement.changesSettings()) {
			// for what follows, not for a transaction of its own
			return inSession(statement, number);
		}
		begin();
		startTransaction(number);
		Refusal refusal = measure(statement, number);
		if (refusal == null) {
			return commit(this.facts.get(this.facts.size() - 1));
		}
		if (!this.nested) {
			this.connection.rollback();
		}
		return !refusal.needsAutocommit() ? refusal
				: this.nested ? unmeasured(statement, number) : alone(statement, number);
	}

	private @Nullable Refusal commit(@Nullable StatementFacts last) {
		if (this.nested) {
			return null;
		}
		if (isServerWide()) {
			this.serverWide = true;
			this.connection.rollback();
			return null;
		}
		try {
			this.connection.commit();
			return null;
		}
		catch (SQLException ex) {
			if (last == null) {
				throw new IllegalStateException("An empty transaction was not committed", ex);
			}
			return new Refusal(last.statement(), last.number(), ex);
		}
	}

	private @Nullable Refusal inSession(SqlStatement statement, int number) {
		try {
			execute(statement);
		}
		catch (PipelineException ex) {
			return new Refusal(statement, number, ex.getFailure());
		}
		add(statement, number, number, false, List.of(), new Effects());
		return null;
	}

	private void startTransaction(int number) {
		this.transaction = number;
		this.connection.executeInternally(USE_INDEXES);
		if (this.relations.startTransaction()) {
			this.columns = Columns.all(this.connection);
			this.keysBefore = KeyFacts.unindexed(this.connection, 0).keySet();
		}
	}

	private @Nullable Refusal measure(SqlStatement statement, int number) {
		String filledTable = filledTable(statement);
		if (filledTable != null && !this.filled.containsKey(filledTable)) {
			KeyFacts.behind(this.connection, Map.of(filledTable, number))
				.forEach((behind) -> this.behindBefore.add(List.of(behind.table(), behind.column())));
		}
		if (this.nested) {
			this.connection.executeInternally(List.of("savepoint " + BEFORE));
		}
		try {
			execute(statement);
		}
		catch (PipelineException ex) {
			if (this.nested) {
				this.connection.executeInternally(List.of("rollback to savepoint " + BEFORE));
			}
			return new Refusal(statement, number, ex.getFailure());
		}
		Effects found = this.relations.effectsOf(statement, number);
		if (filledTable != null) {
			this.filled.put(filledTable, number);
		}
		if (DEFINING.stream().anyMatch((verb) -> statement.startsWith(verb))) {
			found.columns = this.columns.follow(Columns.changeable(this.connection), this.relations.before());
			if (statement.words().contains("drop")
					|| statement.text().toLowerCase(Locale.ROOT).contains("references")) {
				KeyFacts.unindexed(this.connection, number)
					.entrySet()
					.stream()
					.filter((entry) -> !this.keysBefore.contains(entry.getKey()))
					.forEach((entry) -> this.newKeys.putIfAbsent(entry.getKey(), entry.getValue()));
			}
		}
		if (statement.startsWith("truncate")) {
			// its files are new and empty
			found.rewritten.clear();
			found.scanned.clear();
			found.indexed.clear();
		}
		add(statement, number, this.transaction, false, this.relations.held(), found);
		return null;
	}

	private static @Nullable String filledTable(SqlStatement statement) {
		SqlTokens tokens = SqlTokens.of(statement.text());
		if (!tokens.accept("insert", "into") && !tokens.accept("copy")) {
			return null;
		}
		QualifiedName table = tokens.qualifiedName();
		return (table != null) ? table.name() : null;
	}

	/**
	 * Runs a statement that takes its transactions itself. Its locks cannot be seen: what
	 * wrote a table anew excluded everybody, what built an index concurrently nobody.
	 */
	private @Nullable Refusal alone(SqlStatement statement, int number) {
		if (SERVER_WIDE_ALONE.stream().anyMatch((words) -> statement.startsWith(words.toArray(String[]::new)))) {
			this.serverWide = true;
			return null;
		}
		Snapshot old = Snapshot.all(this.connection);
		try {
			execute(statement);
		}
		catch (PipelineException ex) {
			return new Refusal(statement, number, ex.getFailure());
		}
		Snapshot now = Snapshot.all(this.connection);
		StatementShape shape = StatementShape.of(statement.text());
		boolean concurrent = shape.has("concurrently") || statement.words().contains("concurrently");
		Effects found = new Effects();
		Map<Relation, LockMode> modes = new HashMap<>();
		Set<Long> files = old.files();
		now.entries().forEach((oid, entry) -> {
			Relation owner = this.relations.existing((entry.table() != 0) ? entry.table() : oid);
			if (owner == null || entry.file() == 0 || files.contains(entry.file())) {
				return;
			}
			if (entry.table() != 0) {
				found.indexed.add(owner);
				modes.merge(owner, concurrent ? LockMode.SHARE_UPDATE_EXCLUSIVE : LockMode.SHARE,
						Measurement::stronger);
			}
			else if (owner.kind() == Relation.Kind.TABLE) {
				found.rewritten.add(owner);
				modes.merge(owner, LockMode.ACCESS_EXCLUSIVE, Measurement::stronger);
			}
		});
		old.entries().forEach((oid, entry) -> {
			Relation owner = this.relations.existing(entry.table());
			if (owner != null && now.get(oid) == null) {
				modes.merge(owner, LockMode.SHARE_UPDATE_EXCLUSIVE, Measurement::stronger);
			}
		});
		modes.forEach((relation, mode) -> found.own.add(new RelationLock(relation, mode, number)));
		add(statement, number, number, true, found.own, found);
		return null;
	}

	/**
	 * What {@code CONCURRENTLY} does is done without it, so that later statements see it,
	 * and has another lock. Anything else is not run.
	 */
	private @Nullable Refusal unmeasured(SqlStatement statement, int number) {
		StatementShape shape = StatementShape.of(statement.text());
		List<String> words = statement.words();
		if (!shape.has("concurrently") && !words.contains("concurrently")) {
			add(statement, number, number, true, List.of(), new Effects());
			return null;
		}
		String plain = statement.text().replaceFirst("(?i)\\bconcurrently\\b", " ");
		startTransaction(number);
		Refusal refusal = measure(new SqlStatement(plain, statement.line(), words, null, statement.digest()), number);
		if (refusal != null) {
			return refusal;
		}
		StatementFacts done = this.facts.remove(this.facts.size() - 1);
		List<RelationLock> weak = done.own()
			.stream()
			.filter((lock) -> lock.relation().kind() == Relation.Kind.TABLE)
			.map((lock) -> new RelationLock(lock.relation(), LockMode.SHARE_UPDATE_EXCLUSIVE, number))
			.toList();
		this.facts.add(new StatementFacts(statement, number, number, true, weak, weak, done.rewritten(), done.scanned(),
				done.indexed(), done.created(), done.dropped(), done.renamed(), done.columns()));
		return null;
	}

	private static LockMode stronger(LockMode one, LockMode other) {
		return (one.compareTo(other) > 0) ? one : other;
	}

	private void execute(SqlStatement statement) throws PipelineException {
		this.connection.execute(statement, this.placeholders.substitution()
			.replace(statement.text(), this.section.path() + ":" + statement.line()));
	}

	private void add(SqlStatement statement, int number, int inTransaction, boolean alone, List<RelationLock> held,
			Effects effects) {
		this.facts.add(effects.facts(statement, number, inTransaction, alone, held));
	}

}
