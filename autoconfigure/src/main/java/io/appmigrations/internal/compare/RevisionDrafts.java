package io.appmigrations.internal.compare;

import java.util.List;

import io.appmigrations.internal.diff.GeneratorChange;
import io.appmigrations.internal.diff.ReplacedTypes;
import io.appmigrations.internal.diff.SchemaChanges;
import io.appmigrations.internal.diff.SchemaDiff;
import io.appmigrations.internal.diff.StaleRoutines;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.model.Change;
import io.appmigrations.model.RevisionCustomizer.Draft;

/**
 * The changes that lead to the target and back.
 */
final class RevisionDrafts {

	private final ScratchSchemas scratches;

	private final Schema everything;

	private final TargetSchema target;

	private final GeneratorChange generators;

	/** What the way back begins with, of the routines that are last. */
	private final Schema end;

	private final List<Change> last;

	private final Prelude prelude;

	/**
	 * @param everything what the database has, also what is not compared
	 * @param managed what is compared
	 */
	RevisionDrafts(ScratchSchemas scratches, Schema everything, Schema managed, RenamedSchema renamed,
			TargetSchema target, GeneratorChange generators) {
		this.scratches = scratches;
		this.everything = everything;
		this.target = target;
		this.generators = generators;
		StaleRoutines stale = new StaleRoutines(managed, target.start(), target.schema(), target.renames(),
				renamed.values());
		this.end = stale.withoutChanges();
		this.last = withoutDefaults(new SchemaChanges(stale.last(), ReplacedTypes.NONE), managed, managed);
		this.prelude = target.prelude().noted((changes) -> stale.noted(changes, target.renames()));
	}

	/** As a revision is written. */
	Found written() {
		return found(
				SchemaDiff.between(this.target.start(), this.target.schema(), this.target.following(), this.generators),
				SchemaDiff.between(this.end, this.target.start(), this.target.followingBack(),
						this.generators.inverse()));
	}

	/** Such that all of them run in one transaction on every version of PostgreSQL. */
	Found inOneTransaction() {
		return found(
				SchemaDiff.inOneTransaction(this.target.start(), this.target.schema(), this.target.following(),
						this.generators),
				SchemaDiff.inOneTransaction(this.end, this.target.start(), this.target.followingBack(),
						this.generators.inverse()));
	}

	private Found found(SchemaChanges upgrade, SchemaChanges downgrade) {
		return new Found(
				this.prelude.draft(withoutDefaults(upgrade, this.target.start(), this.target.schema()),
						withoutDefaults(downgrade, this.target.start(), this.target.start()), this.last),
				upgrade.replaced());
	}

	/**
	 * What is recreated has the privileges that it had, whatever the login's default
	 * privileges are.
	 */
	private List<Change> withoutDefaults(SchemaChanges found, Schema before, Schema after) {
		boolean recreates = found.changes()
			.stream()
			.anyMatch((change) -> before.get(change.object()) != null
					&& (change.action() == Change.Action.CREATE || change.object().kind().isType()));
		return recreates ? this.scratches.defaults().with(this.everything).takenBack(found, before, after)
				: found.changes();
	}

	/**
	 * A revision.
	 *
	 * @param draft the changes, there and back
	 * @param replaced the types that those there replace
	 */
	record Found(Draft draft, ReplacedTypes replaced) {
	}

}
