package io.appmigrations.internal.lint.examine;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

import io.appmigrations.internal.measure.KeyFacts;
import io.appmigrations.internal.measure.LockMode;
import io.appmigrations.internal.measure.Refusal;
import io.appmigrations.internal.measure.Relation;
import io.appmigrations.internal.measure.RelationLock;
import io.appmigrations.internal.measure.SectionFacts;
import io.appmigrations.internal.measure.StatementFacts;
import io.appmigrations.internal.script.Placeholders;
import io.appmigrations.internal.script.Section;
import io.appmigrations.internal.script.SectionReader;
import io.appmigrations.internal.script.SqlStatement;
import io.appmigrations.internal.sql.QualifiedName;
import io.appmigrations.internal.sql.StatementShape;
import org.jspecify.annotations.Nullable;

/**
 * What the statements of a section do as far as their text says it: only what is so for
 * every table and every version of the server. What the section itself has created is
 * left out, as where it is measured.
 */
final class WrittenFacts {

	/** SQLSTATE of a statement that cannot run in a transaction block. */
	private static final String ACTIVE_TRANSACTION = "25001";

	private final List<StatementFacts> facts = new ArrayList<>();

	/** The names that the section has created, without their schemas. */
	private final Set<String> created = new HashSet<>();

	/** The tables of which it has validated a constraint. */
	private final Set<String> validated = new HashSet<>();

	private Map<Relation, RelationLock> locks = new LinkedHashMap<>();

	private int transaction = 1;

	private final Predicate<Relation> absent;

	private WrittenFacts(Predicate<Relation> absent) {
		this.absent = absent;
	}

	/**
	 * Reads a section.
	 * @param section the statements
	 * @param placeholders makes of a statement what would run
	 * @param absent tells the tables that the database does not have
	 */
	static SectionFacts of(Section section, Placeholders placeholders, Predicate<Relation> absent) {
		WrittenFacts written = new WrittenFacts(absent);
		try (SectionReader statements = section.open()) {
			Refusal refusal = written.read(statements, section, placeholders);
			return new SectionFacts(written.facts, refusal, false, KeyFacts.NONE);
		}
	}

	private @Nullable Refusal read(SectionReader statements, Section section, Placeholders placeholders) {
		boolean transactional = section.transactional();
		int block = 0;
		for (SqlStatement next = statements.next(); next != null; next = statements.next()) {
			int number = statements.number();
			if (!transactional && number > block) {
				block = next.beginsTransaction() ? statements.lastOfBlock() : number;
				this.transaction = number;
				this.locks = new LinkedHashMap<>();
			}
			boolean inBlock = transactional || block > this.transaction;
			SqlStatement statement = (next.copyData() != null) ? next : placeholders.replacedIn(next, section.path());
			if (needsAutocommit(statement)) {
				if (inBlock) {
					return new Refusal(statement, number,
							new SQLException("The statement cannot run in a transaction block", ACTIVE_TRANSACTION));
				}
				add(statement, number, true);
			}
			else {
				add(statement, number, false);
			}
		}
		return null;
	}

	/** Of these PostgreSQL says so whatever there is. */
	private static boolean needsAutocommit(SqlStatement statement) {
		StatementShape shape = StatementShape.of(statement.text());
		String kind = shape.kind();
		return switch (shape.verb()) {
			case "create", "drop" -> kind.equals("database") || kind.equals("tablespace")
					|| (kind.equals("index") && shape.has("concurrently"));
			case "reindex" ->
				shape.has("concurrently") || kind.equals("database") || kind.equals("system") || kind.equals("schema");
			case "alter" -> kind.equals("system") || (kind.equals("table") && statement.words().contains("detach")
					&& statement.words().contains("concurrently"));
			case "vacuum" -> true;
			default -> false;
		};
	}

	private void add(SqlStatement statement, int number, boolean alone) {
		StatementShape shape = StatementShape.of(statement.text());
		WrittenStatement written = new WrittenStatement(statement, shape, this::isNew,
				(name) -> this.created.contains(name.name()), this.validated);
		written.read();
		List<RelationLock> own = new ArrayList<>();
		written.locks().forEach((relation, mode) -> own.add(new RelationLock(relation, mode, number)));
		if (!alone) {
			own.forEach((lock) -> this.locks.merge(lock.relation(), lock, WrittenFacts::stronger));
		}
		this.facts.add(new StatementFacts(statement, number, this.transaction, alone,
				alone ? own : List.copyOf(this.locks.values()), own, written.rewritten(), written.scanned(),
				written.indexed(), written.created(), written.dropped(), written.renamed(), written.columns()));
		if (shape.verb().equals("create") && shape.name() != null) {
			this.created.add(shape.name().name());
		}
	}

	private boolean isNew(QualifiedName table) {
		return this.created.contains(table.name()) || this.absent.test(WrittenStatement.relation(table));
	}

	private static RelationLock stronger(RelationLock held, RelationLock more) {
		LockMode mode = held.mode();
		return (more.mode().compareTo(mode) > 0) ? more : held;
	}

}
