package io.appmigrations.internal.execution;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.Revision;
import io.appmigrations.Step;
import io.appmigrations.internal.database.Quoting;
import io.appmigrations.internal.database.lock.AdvisoryLock;
import io.appmigrations.internal.database.version.VersionTable;
import io.appmigrations.internal.graph.MigrationPlan;
import io.appmigrations.internal.graph.RevisionGraph;
import org.jspecify.annotations.Nullable;

/**
 * What stops a script before it changes anything.
 */
final class ScriptGuard {

	private final VersionTable table;

	private final RevisionGraph graph;

	ScriptGuard(VersionTable table, RevisionGraph graph) {
		this.table = table;
		this.graph = graph;
	}

	/**
	 * The script is written for certain rows, and it must not meet another process that
	 * migrates.
	 */
	String statement(MigrationPlan plan, Set<String> rows, @Nullable String lockName) {
		return statement(lockName, unless(elsewhere(rows, allowed(plan, rows)),
				"This script is for a database at %s, but this database is not".formatted(Step.describeRows(rows))));
	}

	/** What creates or changes the tables must not meet another process either. */
	String statement(@Nullable String lockName) {
		return statement(lockName, "");
	}

	private String statement(@Nullable String lockName, String more) {
		String lock = (lockName != null) ? Quoting.literal(lockName) : this.table.lockNameExpression();
		return """
				do $guard$
				begin
				    if not pg_catalog.pg_try_advisory_lock(
				            %s) then
				        raise exception 'Another process is migrating this database';
				    end if;
				%s%send $guard$""".formatted(dollarSafe(AdvisoryLock.keyExpression(lock)), unless(
				this.table.isLaterCondition(),
				"A later release of App Migrations has changed the version table and its log, and this script cannot use them"),
				more);
	}

	private static String unless(String condition, String message) {
		return "    if %s then\n        raise exception %s;\n    end if;\n".formatted(dollarSafe(condition),
				Quoting.literal(message.replace("%", "%%")));
	}

	/**
	 * What the version table may have: where the script begins, and any place on another
	 * branch. What this build does not know was written by a newer one.
	 */
	private Set<String> allowed(MigrationPlan plan, Set<String> rows) {
		Set<String> passed = plan.steps()
			.stream()
			.map((step) -> step.revision().id())
			.collect(Collectors.toCollection(TreeSet::new));
		Set<String> ids = this.graph.revisions().stream().map(Revision::id).collect(Collectors.toSet());
		Set<String> allowed = new TreeSet<>(ids);
		allowed.removeAll(this.graph.withDescendants(passed));
		allowed.removeAll(this.graph.withDownAncestors(passed));
		Set<String> known = new TreeSet<>(rows);
		known.retainAll(ids);
		allowed.removeAll(this.graph.withDownAncestors(known));
		allowed.addAll(rows);
		return withOtherNames(allowed);
	}

	private Set<String> withOtherNames(Set<String> ids) {
		Set<String> names = new TreeSet<>(ids);
		ids.forEach((id) -> names.addAll(this.graph.otherNames(id)));
		return names;
	}

	private String elsewhere(Set<String> rows, Set<String> allowed) {
		List<String> conditions = new ArrayList<>();
		if (!rows.isEmpty()) {
			conditions.add("(select pg_catalog.count(*) from %s where revision in (%s)) <> %s"
				.formatted(this.table.name(), literals(withOtherNames(rows)), rows.size()));
		}
		conditions.add("exists (select from %s%s)".formatted(this.table.name(),
				allowed.isEmpty() ? "" : " where revision not in (%s)".formatted(literals(allowed))));
		return String.join("\n            or ", conditions);
	}

	private static String dollarSafe(String sql) {
		if (sql.contains("$guard$") || sql.contains("$tables$")) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"'%s' cannot be used in a script".formatted(sql),
					"Choose a name that does not contain $guard$ or $tables$.");
		}
		return sql;
	}

	private static String literals(Set<String> values) {
		return new TreeSet<>(values).stream().map(Quoting::literal).collect(Collectors.joining(", "));
	}

}
