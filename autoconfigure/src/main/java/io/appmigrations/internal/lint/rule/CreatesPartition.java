package io.appmigrations.internal.lint.rule;

import java.util.List;

import io.appmigrations.internal.lint.examine.Basis;
import io.appmigrations.internal.lint.examine.Blocking;
import io.appmigrations.internal.lint.examine.Examined;
import io.appmigrations.internal.lint.examine.Findings;
import io.appmigrations.internal.lint.examine.LintRule;
import io.appmigrations.internal.lint.examine.SuggestedName;
import io.appmigrations.internal.measure.RelationLock;
import io.appmigrations.internal.measure.StatementFacts;
import io.appmigrations.internal.sql.QualifiedName;
import io.appmigrations.internal.sql.SqlTokens;
import io.appmigrations.internal.sql.StatementShape;
import org.jspecify.annotations.Nullable;

/**
 * A partition is created under a lock on the partitioned table that everybody waits for.
 */
final class CreatesPartition implements LintRule {

	@Override
	public String name() {
		return "creates-partition";
	}

	@Override
	public Basis basis() {
		return Basis.TEXT_IN_PART;
	}

	@Override
	public void check(Examined examined, Findings findings) {
		for (StatementFacts facts : examined.facts()) {
			StatementShape shape = StatementShape.of(facts.statement().text());
			List<RelationLock> locks = Blocking.ofReads(facts)
				.stream()
				.filter((lock) -> !Blocking.isSmall(examined, lock.relation()))
				.toList();
			if (shape.is("create", "table") && shape.rest().isNext("partition", "of") && !locks.isEmpty()) {
				findings.warning(facts.statement(),
						"The statement waits for all running queries of %s, and in the meantime all other sessions wait for it (ACCESS EXCLUSIVE)."
							.formatted(Blocking.tables(locks)),
						suggestion(facts, shape));
			}
		}
	}

	private static @Nullable String suggestion(StatementFacts facts, StatementShape shape) {
		SqlTokens rest = shape.rest();
		rest.accept("partition", "of");
		QualifiedName parent = rest.qualifiedName();
		QualifiedName name = shape.name();
		return (parent == null || name == null || !(rest.isNext("for") || rest.isNext("default"))) ? null : """
				create table %1$s (like %2$s including all);
				alter table %2$s attach partition %1$s %3$s;""".formatted(SuggestedName.of(name),
				SuggestedName.of(parent), facts.statement().text().substring(rest.offset()));
	}

}
