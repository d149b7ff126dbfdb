package io.appmigrations.internal.hibernate;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The desired schema that the application's JPA entities declare.
 *
 * @param statements the DDL in an order in which it can be executed; the same from run to
 * run. Names in the default schema have no schema.
 * @param schemas the schemas other than the default one that the statements name, spelled
 * as in the database's catalog
 * @param renames what has an old name
 * @param renamedValues which values of enums have an old name
 * @param generators which columns have values from which sequences and generators' tables
 */
public record EntityModel(List<ModelStatement> statements, Set<String> schemas, List<EntityRename> renames,
		List<EntityValueRename> renamedValues, List<EntityGenerator> generators) {

	/**
	 * Copies the collections.
	 */
	public EntityModel {
		statements = List.copyOf(statements);
		schemas = Collections.unmodifiableSet(new LinkedHashSet<>(schemas));
		renames = List.copyOf(renames);
		renamedValues = List.copyOf(renamedValues);
		generators = List.copyOf(generators);
	}

}
