package io.appmigrations.internal.measure;

import java.util.EnumSet;
import java.util.Set;

import io.appmigrations.internal.script.SqlStatement;
import io.appmigrations.internal.sql.QualifiedName;
import io.appmigrations.internal.sql.StatementShape;
import org.jspecify.annotations.Nullable;

/**
 * What a statement itself locks. PostgreSQL shows each mode once in a transaction: a mode
 * that an earlier statement has taken is not shown again.
 */
final class OwnLock {

	private static final Set<String> DATA = Set.of("update", "delete", "insert", "merge", "select", "with", "values",
			"copy", "call", "do", "table", "explain", "declare", "fetch");

	/** What is created from a query. */
	private static final Set<String> READING = Set.of("table", "view", "materialized view");

	private final SqlStatement statement;

	private final StatementShape shape;

	OwnLock(SqlStatement statement) {
		this.statement = statement;
		this.shape = StatementShape.of(statement.text());
	}

	/**
	 * Finds the mode.
	 * @param relation what is locked
	 * @param before the modes before the statement
	 * @param now the modes behind it
	 * @param touched whether it was seen to read or write all of the relation
	 * @return the strongest that the statement needs, or {@code null} for none
	 */
	@Nullable LockMode on(Relation relation, Set<LockMode> before, Set<LockMode> now, boolean touched) {
		Set<LockMode> more = EnumSet.noneOf(LockMode.class);
		more.addAll(now);
		more.removeAll(before);
		LockMode held = strongest(before);
		LockMode taken = strongest(more);
		if (held == null || (taken != null && taken.compareTo(held) > 0) || relation.kind() == Relation.Kind.INDEX) {
			return taken;
		}
		if (this.statement.words().isEmpty() || DATA.contains(this.statement.words().get(0))) {
			return (taken != null) ? taken : LockMode.ROW_EXCLUSIVE;
		}
		if (this.shape.verb().equals("create") && READING.contains(this.shape.kind())) {
			return (taken != null) ? taken : LockMode.ACCESS_SHARE;
		}
		if (this.shape.is("create", "index")) {
			return isNamed(this.shape.relation(), relation) ? LockMode.SHARE : taken;
		}
		if (this.shape.is("alter", "table") && isNamed(this.shape.name(), relation)) {
			return ofAlterTable(more, held);
		}
		return (taken == null && touched) ? held : taken;
	}

	/** An index that it builds is locked with SHARE, whatever the statement needs. */
	private LockMode ofAlterTable(Set<LockMode> more, LockMode held) {
		boolean builds = more.contains(LockMode.SHARE);
		if (!builds && (more.contains(LockMode.SHARE_ROW_EXCLUSIVE) || this.statement.words().contains("foreign"))) {
			return LockMode.SHARE_ROW_EXCLUSIVE;
		}
		if (!builds
				&& (more.contains(LockMode.SHARE_UPDATE_EXCLUSIVE) || this.statement.words().contains("validate"))) {
			return LockMode.SHARE_UPDATE_EXCLUSIVE;
		}
		return held;
	}

	private static boolean isNamed(@Nullable QualifiedName name, Relation relation) {
		return name != null && name.name().equals(relation.name());
	}

	private static @Nullable LockMode strongest(Set<LockMode> modes) {
		return modes.stream().max(LockMode::compareTo).orElse(null);
	}

}
