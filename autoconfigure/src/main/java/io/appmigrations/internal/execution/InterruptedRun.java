package io.appmigrations.internal.execution;

import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.Step;
import io.appmigrations.internal.database.version.RunProgress.Progress;
import io.appmigrations.internal.script.JavaRevisionScript;
import io.appmigrations.internal.script.RevisionScript;
import io.appmigrations.internal.script.Section;
import io.appmigrations.internal.script.SqlRevision;
import io.appmigrations.internal.script.SqlStatement;

/**
 * What an earlier run of a revision that does not run in one transaction has left:
 * whether it is resumed, and whether the statement that it was at took effect.
 */
final class InterruptedRun {

	private static final Set<String> REPEATABLE = Set.of("vacuum", "analyze", "analyse", "reindex", "cluster",
			"checkpoint", "refresh", "set", "reset", "discard", "select", "show");

	private final RunContext context;

	private final Step step;

	private final RevisionScript script;

	private final ConcurrentIndex indexes;

	private final DetachedPartition partitions;

	InterruptedRun(RunContext context, Step step, ConcurrentIndex indexes, DetachedPartition partitions) {
		this.context = context;
		this.step = step;
		this.script = context.scripts().of(step.revision());
		this.indexes = indexes;
		this.partitions = partitions;
	}

	/**
	 * Finds the run to be resumed.
	 * @return how far it came, nothing where the revision begins anew
	 * @throws MigrationException where it can neither be resumed nor be forgotten
	 */
	Optional<Progress> find() {
		return this.context.log()
			.progress()
			.unfinished(this.context.connection(), this.step)
			.filter(this::isToBeResumed);
	}

	/**
	 * A run that began nothing, or whose parents were undone since, is forgotten. One of
	 * the other direction, or of statements that are no longer in the file, needs a
	 * person.
	 */
	private boolean isToBeResumed(Progress unfinished) {
		if (this.script instanceof JavaRevisionScript) {
			return unfinished.direction().equals(this.step.direction().toString()) && !isUndone(unfinished);
		}
		if (unfinished.isEmpty() || isUndone(unfinished)) {
			return false;
		}
		if (!unfinished.direction().equals(this.step.direction().toString())) {
			throw interrupted(unfinished, "now a %s was requested".formatted(this.step.direction()),
					"Finish the %s first; it resumes where it stopped.".formatted(unfinished.direction()));
		}
		Section section = Objects.requireNonNull(((SqlRevision) this.script).section(this.step.direction()));
		String batch = (section.batch() != null) ? section.batch().name() : null;
		if (unfinished.batch() != null && !unfinished.batch().equals(batch)) {
			throw interrupted(unfinished, "its section no longer has batch:%s".formatted(unfinished.batch()),
					"Restore it, so that it can resume where it stopped; the size of the ranges and the pause may be changed.");
		}
		if (unfinished.covers() > section.count()
				|| !section.digestOfFirst(unfinished.covers()).equals(unfinished.digest())) {
			throw interrupted(unfinished, "the statements that it had started have been changed since then",
					"Restore them, so that it can resume where it stopped; later statements may be changed.");
		}
		return true;
	}

	private boolean isUndone(Progress unfinished) {
		Set<String> undone = this.context.log().downgradedSince(this.context.connection(), unfinished.id());
		return !undone.isEmpty() && !Collections.disjoint(undone,
				this.context.scripts().graph().withAncestors(List.of(this.step.revision().id())));
	}

	private MigrationException interrupted(Progress unfinished, String problem, String hint) {
		return new MigrationException(ErrorCode.INTERRUPTED_REVISION,
				"The %s of revision %s was interrupted at %s after %s, and %s".formatted(unfinished.direction(),
						this.step.revision().describe(), unfinished.since(),
						(unfinished.batch() != null) ? unfinished.rows() + " rows" : unfinished.done() + " statements",
						problem),
				hint);
	}

	/**
	 * Decides about the statement that was running: it is looked up in the catalog
	 * whether an index was built or dropped or a partition detached, and commands that
	 * may be repeated are repeated.
	 * @param written the statement as it is written in the file
	 * @param number its number
	 * @return whether it took effect
	 * @throws MigrationException where a person must decide
	 */
	boolean tookEffect(SqlStatement written, int number) {
		SqlStatement statement = this.context.settings()
			.placeholders()
			.replacedIn(written, this.step.revision().path());
		Optional<Boolean> happened = this.indexes.happened(statement).or(() -> this.partitions.happened(statement));
		if (happened.isPresent()) {
			return happened.get();
		}
		if (!statement.words().isEmpty() && REPEATABLE.contains(statement.words().get(0))) {
			return false;
		}
		throw new MigrationException(ErrorCode.INTERRUPTED_REVISION,
				("Revision %s was interrupted while statement %s (%s:%s) was running, and the tool cannot determine "
						+ "whether the statement took effect:\n\n    %s")
					.formatted(this.step.revision().describe(), number, this.step.revision().path(), statement.line(),
							StatementFailure.shown(this.script, written).replace("\n", "\n    ")),
				((number == 1) ? "The later statements did not run. "
						: "Statements 1 to %s ran, the ones after %s did not. ".formatted(number - 1, number))
						+ StatementFailure.decide(this.step.revision()));
	}

}
