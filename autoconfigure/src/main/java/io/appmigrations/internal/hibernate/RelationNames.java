package io.appmigrations.internal.hibernate;

import java.util.HashMap;
import java.util.Map;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import org.hibernate.boot.model.relational.QualifiedName;

/**
 * Finds tables and sequences that are one name for PostgreSQL, since it cuts long names
 * off. No other DDL would help: the application uses the long names too, and would mean
 * the other object.
 */
final class RelationNames {

	private final Map<String, QualifiedName> names = new HashMap<>();

	/**
	 * Adds a table, a view or a sequence.
	 * @param name its name
	 * @param schemas for the name of its schema
	 * @throws MigrationException where the name is not the first that is cut off to the
	 * same one
	 */
	void add(QualifiedName name, SchemaNames schemas) {
		String key = schemas.schema(name.getSchemaName()) + "." + SchemaNames.catalogName(name.getObjectName());
		QualifiedName other = this.names.putIfAbsent(key, name);
		if (other != null && !other.getObjectName().equals(name.getObjectName())) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"PostgreSQL truncates names to %s bytes, which makes %s and %s the same"
						.formatted(SchemaNames.MAXIMUM_BYTES, other.getObjectName(), name.getObjectName()),
					"Give one of them a shorter name: a table with @Table(name = ...), a sequence with @SequenceGenerator(sequenceName = ...).");
		}
	}

}
