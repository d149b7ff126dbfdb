package io.appmigrations.internal.compare;

import java.util.List;

import io.appmigrations.internal.diff.GeneratedScript;
import io.appmigrations.internal.online.OnlineScript;
import io.appmigrations.internal.online.SchemaRelations;
import io.appmigrations.internal.online.SectionScript;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.model.Change;
import io.appmigrations.model.RevisionCustomizer.Draft;

/**
 * The statements of a revision, there and back.
 *
 * @param upgrade those of the upgrade
 * @param downgrade those of the downgrade
 */
record DraftScripts(SectionScript upgrade, SectionScript downgrade) {

	/** Each change as it is, in one transaction as far as possible. */
	static DraftScripts plain(Draft draft) {
		return new DraftScripts(plain(draft.upgrade()), plain(draft.downgrade()));
	}

	private static SectionScript plain(List<Change> changes) {
		return SectionScript.plain(GeneratedScript.written(changes), !GeneratedScript.needsCommits(changes));
	}

	/**
	 * In the form that keeps nobody waiting for long.
	 * @param target what the upgrade leads from and to
	 * @param around what the database has besides
	 */
	static DraftScripts online(Draft draft, TargetSchema target, Schema around) {
		return new DraftScripts(online(draft.upgrade(), target.start(), target.schema(), around),
				online(draft.downgrade(), target.schema(), target.start(), around));
	}

	private static SectionScript online(List<Change> changes, Schema from, Schema to, Schema around) {
		List<Change> written = GeneratedScript.written(changes);
		return OnlineScript.of(written, GeneratedScript.needsCommits(changes), from, to,
				new SchemaRelations(written, from, around));
	}

}
