package io.appmigrations.internal.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import io.appmigrations.internal.diff.SchemaDiff;
import io.appmigrations.internal.family.rename.RenameSteps;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.Namespace;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.model.Change;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;
import io.appmigrations.model.Rename;
import io.appmigrations.model.RevisionCustomizer.Draft;

/**
 * What comes before all other changes, and what comes after all that lead back: renames
 * come first, and go back last, of values after those of tables; before them comes only
 * the schema that something is moved to.
 *
 * @param upgrade the changes
 * @param downgrade the changes that lead back
 */
record Prelude(List<Change> upgrade, List<Change> downgrade) {

	/**
	 * Puts the renames in order.
	 * @param start what is there
	 * @param renames what is requested to be renamed
	 * @param values what renames values
	 * @param valuesBack what gives them their names back
	 * @param later what is renamed because of that
	 * @return the renames
	 */
	static Prelude of(Schema start, List<Rename> renames, List<Change> values, List<Change> valuesBack,
			List<Rename> later) {
		Names names = new Names(start.defaultSchema());
		Schema without = new Schema(start.defaultSchema(), List.of(), Map.of());
		Schema with = new Schema(start.defaultSchema(), newSchemas(start, renames), Map.of());
		List<Change> upgrade = new ArrayList<>(SchemaDiff.between(without, with));
		upgrade.addAll(RenameSteps.changes(renames, names));
		upgrade.addAll(values);
		upgrade.addAll(RenameSteps.changes(later, names));
		List<Change> downgrade = new ArrayList<>(RenameSteps.changes(RenameSteps.inverse(later), names));
		downgrade.addAll(valuesBack);
		downgrade.addAll(RenameSteps.changes(RenameSteps.inverse(renames), names));
		downgrade.addAll(SchemaDiff.between(with, without));
		return new Prelude(upgrade, downgrade);
	}

	/** The schemas that something is moved to and that are not there yet. */
	private static List<Namespace> newSchemas(Schema start, List<Rename> renames) {
		return renames.stream()
			.filter(Rename::isMove)
			.map((rename) -> rename.renamed().schema())
			.distinct()
			.map((schema) -> ObjectId.of(Kind.SCHEMA, schema, schema))
			.filter((id) -> start.get(id) == null && !id.name().equals(start.defaultSchema()))
			.map((id) -> new Namespace(id, null))
			.toList();
	}

	Prelude noted(UnaryOperator<List<Change>> notes) {
		return new Prelude(notes.apply(this.upgrade), this.downgrade);
	}

	/**
	 * Puts everything together.
	 * @param there the changes after the renames
	 * @param back the changes that lead back to what is there after the renames
	 * @param last what comes after all that
	 * @return the revision
	 */
	Draft draft(List<Change> there, List<Change> back, List<Change> last) {
		return new Draft(Stream.concat(this.upgrade.stream(), there.stream()).toList(),
				Stream.of(back, this.downgrade, last).flatMap(List::stream).toList());
	}

}
