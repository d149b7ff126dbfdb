package io.appmigrations.internal.catalog;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.appmigrations.internal.schema.Names;

/**
 * Which schemas to read, and what they are called in what is read: a scratch schema bears
 * the name of the schema that it stands for.
 *
 * @param names the name to read by, for each schema of the catalog
 * @param aside the names to read by of schemas that are not read but may be mentioned
 * @param defaultSchema the schema (by the name to read) whose objects are written without
 * it
 */
public record SchemaMapping(Map<String, String> names, Map<String, String> aside, String defaultSchema) {

	/**
	 * Copies the names.
	 */
	public SchemaMapping {
		names = new LinkedHashMap<>(names);
		aside = Map.copyOf(aside);
	}

	/**
	 * Schemas under their own names.
	 * @param schemas the schemas
	 * @param defaultSchema the default one
	 * @return the mapping
	 */
	public static SchemaMapping identity(Iterable<String> schemas, String defaultSchema) {
		Map<String, String> names = new LinkedHashMap<>();
		schemas.forEach((schema) -> names.put(schema, schema));
		return new SchemaMapping(names, Map.of(), defaultSchema);
	}

	/**
	 * Returns the schemas of the catalog.
	 * @return their names
	 */
	public List<String> schemas() {
		return List.copyOf(this.names.keySet());
	}

	/**
	 * Writes what PostgreSQL printed with the names to read by.
	 * @param printed a definition, a type or the like
	 * @return the same, without the names of schemas that are aside
	 */
	String restored(String printed) {
		String restored = printed;
		for (Map.Entry<String, String> moved : this.aside.entrySet()) {
			if (restored.contains(moved.getKey())) {
				restored = restored.replace(Names.quoted(moved.getKey()) + ".", Names.quoted(moved.getValue()) + ".");
			}
		}
		return restored;
	}

	/**
	 * Returns what a schema that is read is called in the catalog.
	 * @param schema the name to read by
	 * @return the name in the catalog
	 */
	String catalogName(String schema) {
		return this.names.entrySet()
			.stream()
			.filter((entry) -> entry.getValue().equals(schema))
			.map(Map.Entry::getKey)
			.findFirst()
			.orElse(schema);
	}

	/**
	 * Returns what a schema is called in what is read.
	 * @param schema the name in the catalog
	 * @return the name to read by
	 */
	String name(String schema) {
		String name = this.names.get(schema);
		return (name != null) ? name : this.aside.getOrDefault(schema, schema);
	}

}
