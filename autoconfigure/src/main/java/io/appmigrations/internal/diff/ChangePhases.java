package io.appmigrations.internal.diff;

import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.model.Change.Action;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * The order in which changes of the various kinds are read most easily, as far as it is
 * free.
 */
final class ChangePhases {

	private ChangePhases() {
	}

	/** A rough order of all changes. */
	static int phase(Action action, Kind kind) {
		boolean drop = action == Action.DROP;
		return switch (kind) {
			case VIEW, MATERIALIZED_VIEW, RULE, TRIGGER, POLICY, PUBLICATION -> drop ? 0 : 6;
			case FOREIGN_KEY -> drop ? 1 : 4;
			case PARENT -> drop ? 0 : 5;
			case SCHEMA, EXTENSION, FOREIGN_DATA_WRAPPER, SERVER, USER_MAPPING -> drop ? 10 : 2;
			case COLLATION, ENUM, COMPOSITE, RANGE, DOMAIN, DOMAIN_CONSTRAINT, SEQUENCE -> drop ? 9 : 2;
			case TABLE, FOREIGN_TABLE -> drop ? 8 : 3;
			case COLUMN, DEFAULT, SEQUENCE_OWNER, CONSTRAINT, INDEX, STATISTICS -> 3;
			case FUNCTION, PROCEDURE, AGGREGATE, CAST, CONVERSION, OPERATOR, OPERATOR_FAMILY, OPERATOR_CLASS,
					TEXT_SEARCH_PARSER, TEXT_SEARCH_TEMPLATE, TEXT_SEARCH_DICTIONARY, TEXT_SEARCH_CONFIGURATION ->
				drop ? 2 : 5;
			case COLUMN_COMMENT, OVERRIDDEN_DEFAULT, VALIDATION, INDEX_STATISTICS, INDEX_COMMENT, COLUMN_OPTIONS,
					TRIGGER_STATE, TABLE_TYPE, CLUSTERING, REPLICA_IDENTITY, PRIVILEGES ->
				drop ? 0 : 7;
			// a primary key keeps its columns required
			case OVERRIDDEN_NOT_NULL -> drop ? 4 : 7;
			// what applies to everything that is made after it
			case DEFAULT_PRIVILEGES, EVENT_TRIGGER -> drop ? -1 : 8;
		};
	}

	/** The order of what belongs to one table. */
	static int rank(Action action, Kind kind) {
		boolean drop = action == Action.DROP;
		return switch (kind) {
			case DEFAULT -> drop ? 0 : 6;
			case CONSTRAINT -> drop ? 1 : 8;
			case INDEX, STATISTICS -> drop ? 2 : 9;
			case TABLE -> 3;
			case COLUMN -> drop ? 10 : (action == Action.CREATE) ? 4 : 5;
			case SEQUENCE_OWNER -> 7;
			default -> 0;
		};
	}

	/** What belongs together. */
	static String group(ObjectId id, @Nullable SchemaObject object) {
		ObjectId whole = (object != null) ? object.whole() : id.table();
		return id.schema() + "." + ((whole != null) ? whole.name() : id.name());
	}

}
