package io.appmigrations.internal.compare;

import java.util.List;
import java.util.Set;

import io.appmigrations.AutogenerateOptions;
import io.appmigrations.internal.diff.MadeObjects;
import io.appmigrations.internal.family.rename.RenameSteps;
import io.appmigrations.internal.family.rename.ValueRenames;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.model.Change;
import io.appmigrations.model.Model;
import io.appmigrations.model.Rename;
import io.appmigrations.model.ValueRename;

/**
 * What the database has, after what is requested to be renamed.
 *
 * @param schema what is there then
 * @param renames what is renamed, in order
 * @param values the values of enums that are renamed
 * @param valueChanges what renames the values
 * @param valuesBack what gives them their names back
 * @param recorded what the revision has to keep a record of
 */
record RenamedSchema(Schema schema, List<Rename> renames, List<ValueRename> values, List<Change> valueChanges,
		List<Change> valuesBack, Set<String> recorded) {

	/**
	 * Renames in scratch schemas.
	 * @param scratches the scratch schemas
	 * @param managed what the database has
	 * @param desired what the model declares
	 * @param model the model, which may declare renames
	 * @param options what else is requested
	 * @param made what earlier revisions made
	 * @return what is there then
	 */
	static RenamedSchema of(ScratchSchemas scratches, Schema managed, Schema desired, Model model,
			AutogenerateOptions options, MadeObjects made) {
		RequestedRenames.Resolved requested = new RequestedRenames(managed, desired, model.generators(), made)
			.resolve(options.renames(), model.renames());
		List<Rename> renames = List.copyOf(requested.renames());
		Schema named = scratches.renamed(managed, renames,
				RenameSteps.changes(renames, new Names(managed.defaultSchema())));
		RequestedValues.Resolved values = new RequestedValues(named, renames, desired, made)
			.resolve(options.valueRenames(), model.renamedValues());
		List<Change> changes = ValueRenames.changes(values.renames(), named);
		Schema renamed = scratches.renamed(named, List.of(), changes);
		List<Change> back = ValueRenames.changes(values.renames().stream().map(ValueRename::inverse).toList(), renamed);
		return new RenamedSchema(renamed, renames, values.renames(), changes, back,
				ComparisonScope.union(requested.swapped(), values.recorded()));
	}

}
