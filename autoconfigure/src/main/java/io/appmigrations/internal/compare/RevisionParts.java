package io.appmigrations.internal.compare;

import java.util.List;
import java.util.function.Predicate;

import io.appmigrations.OnlineMode;
import io.appmigrations.internal.diff.GeneratedScript;
import io.appmigrations.internal.diff.MadeRecord;
import io.appmigrations.internal.expand.Expansions;
import io.appmigrations.internal.expand.RevisionPart;
import io.appmigrations.internal.family.rename.RenameSteps;
import io.appmigrations.internal.online.OnlineScript;
import io.appmigrations.internal.online.SchemaRelations;
import io.appmigrations.internal.online.SectionScript;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.model.Change;
import io.appmigrations.model.Rename;
import io.appmigrations.model.RevisionCustomizer.Draft;

/**
 * The revisions that changes become: one, unless some of them are to be expanded.
 *
 * @param mode how tables in use are changed
 * @param scratches the scratch schemas
 * @param target what the upgrade leads from and to
 * @param everything what the database has, also what is not compared
 * @param around what the database has besides what is compared
 * @param volatileFunctions whether a function of a name is there that can have another
 * value for each row
 */
record RevisionParts(OnlineMode mode, ScratchSchemas scratches, TargetSchema target, Schema everything, Schema around,
		Predicate<String> volatileFunctions) {

	/** The changes, with what to know of those that are not expanded. */
	Draft noted(Draft draft) {
		return (this.mode == OnlineMode.EXPAND) ? expansions(draft).draft() : draft;
	}

	List<RevisionPart> of(Draft draft, MadeRecord record) {
		if (this.mode == OnlineMode.OFF) {
			return one(record, plain(draft.upgrade()), plain(draft.downgrade()));
		}
		Expansions expansions = (this.mode == OnlineMode.EXPAND) ? expansions(draft) : null;
		if (expansions == null || expansions.isEmpty()) {
			return one(record, online(draft.upgrade(), this.target.start(), this.target.schema()),
					online(draft.downgrade(), this.target.schema(), this.target.start()));
		}
		return expansions.parts(this::online, renamed(this.target.start(), expansions.renamesBack()),
				renamed(this.target.schema(), expansions.renames()), record);
	}

	private Expansions expansions(Draft draft) {
		return Expansions.of(draft, this.target.start(), this.target.schema(), this.everything, this.volatileFunctions);
	}

	private Schema renamed(Schema schema, List<Rename> renames) {
		return this.scratches.renamed(schema, renames, RenameSteps.changes(renames, new Names(schema.defaultSchema())));
	}

	private static List<RevisionPart> one(MadeRecord record, SectionScript upgrade, SectionScript downgrade) {
		return List.of(new RevisionPart("", List.of(), record, upgrade, downgrade));
	}

	/** Each change as it is, in one transaction as far as possible. */
	private static SectionScript plain(List<Change> changes) {
		return SectionScript.plain(GeneratedScript.written(changes), !GeneratedScript.needsCommits(changes));
	}

	/** In the form that keeps nobody waiting for long. */
	private SectionScript online(List<Change> changes, Schema from, Schema to) {
		List<Change> written = GeneratedScript.written(changes);
		return OnlineScript.of(written, GeneratedScript.needsCommits(changes), from, to,
				new SchemaRelations(written, from, to, this.around, this.volatileFunctions));
	}

}
