package io.appmigrations.internal.family.registry;

import java.util.List;

import io.appmigrations.internal.family.Family;
import io.appmigrations.internal.family.FamilyRegistry;
import io.appmigrations.internal.family.constraint.ConstraintReader;
import io.appmigrations.internal.family.constraint.DomainConstraints;
import io.appmigrations.internal.family.constraint.ForeignKeys;
import io.appmigrations.internal.family.constraint.IndexSettings;
import io.appmigrations.internal.family.constraint.Indexes;
import io.appmigrations.internal.family.constraint.OverriddenNotNulls;
import io.appmigrations.internal.family.constraint.Statistics;
import io.appmigrations.internal.family.constraint.TableConstraints;
import io.appmigrations.internal.family.constraint.Validations;
import io.appmigrations.internal.family.database.Conversions;
import io.appmigrations.internal.family.database.Extensions;
import io.appmigrations.internal.family.database.ForeignData;
import io.appmigrations.internal.family.database.Publications;
import io.appmigrations.internal.family.database.Schemas;
import io.appmigrations.internal.family.database.TextSearch;
import io.appmigrations.internal.family.privilege.Policies;
import io.appmigrations.internal.family.privilege.Privileges;
import io.appmigrations.internal.family.read.CatalogQuery;
import io.appmigrations.internal.family.routine.Casts;
import io.appmigrations.internal.family.routine.EventTriggers;
import io.appmigrations.internal.family.routine.Operators;
import io.appmigrations.internal.family.routine.Routines;
import io.appmigrations.internal.family.routine.TriggerStates;
import io.appmigrations.internal.family.routine.Triggers;
import io.appmigrations.internal.family.routine.Views;
import io.appmigrations.internal.family.sequence.SequenceOwners;
import io.appmigrations.internal.family.sequence.Sequences;
import io.appmigrations.internal.family.table.ColumnReader;
import io.appmigrations.internal.family.table.ColumnSettings;
import io.appmigrations.internal.family.table.Columns;
import io.appmigrations.internal.family.table.Defaults;
import io.appmigrations.internal.family.table.OverriddenDefaults;
import io.appmigrations.internal.family.table.Parents;
import io.appmigrations.internal.family.table.ReferenceData;
import io.appmigrations.internal.family.table.RelationReader;
import io.appmigrations.internal.family.table.TableSettings;
import io.appmigrations.internal.family.table.TableTypes;
import io.appmigrations.internal.family.table.Tables;
import io.appmigrations.internal.family.type.Collations;
import io.appmigrations.internal.family.type.CompositeTypes;
import io.appmigrations.internal.family.type.Domains;
import io.appmigrations.internal.family.type.EnumTypes;
import io.appmigrations.internal.family.type.RangeTypes;
import io.appmigrations.internal.family.type.TypeReader;
import io.appmigrations.model.Kind;

/**
 * All families. A new kind is added here, to its family, and nowhere else. What is common
 * to the families finds them by {@code Families}.
 */
public final class AllFamilies implements FamilyRegistry {

	private static final Family SCHEMAS = new Schemas();

	private static final Family EXTENSIONS = new Extensions();

	private static final Family FOREIGN_DATA = new ForeignData();

	private static final Family COLLATIONS = new Collations();

	private static final Family CONVERSIONS = new Conversions();

	private static final Family ENUM_TYPES = new EnumTypes();

	private static final Family COMPOSITE_TYPES = new CompositeTypes();

	private static final Family RANGE_TYPES = new RangeTypes();

	private static final Family DOMAINS = new Domains();

	private static final Family DOMAIN_CONSTRAINTS = new DomainConstraints();

	private static final Family SEQUENCES = new Sequences();

	private static final Family SEQUENCE_OWNERS = new SequenceOwners();

	private static final Family TABLES = new Tables();

	private static final Family PARENTS = new Parents();

	private static final Family COLUMNS = new Columns();

	private static final Family DEFAULTS = new Defaults();

	private static final Family REFERENCE_DATA = new ReferenceData();

	private static final Family TABLE_CONSTRAINTS = new TableConstraints();

	private static final Family FOREIGN_KEYS = new ForeignKeys();

	private static final Family INDEXES = new Indexes();

	private static final Family STATISTICS = new Statistics();

	private static final Family ROUTINES = new Routines();

	private static final Family CASTS = new Casts();

	private static final Family OPERATORS = new Operators();

	private static final Family TEXT_SEARCH = new TextSearch();

	private static final Family VIEWS = new Views();

	private static final Family TRIGGERS = new Triggers();

	private static final Family POLICIES = new Policies();

	private static final Family PUBLICATIONS = new Publications();

	private static final Family EVENT_TRIGGERS = new EventTriggers();

	private static final Family COLUMN_SETTINGS = new ColumnSettings();

	private static final Family INDEX_SETTINGS = new IndexSettings();

	private static final Family TABLE_SETTINGS = new TableSettings();

	private static final Family OVERRIDDEN_DEFAULTS = new OverriddenDefaults();

	private static final Family TRIGGER_STATES = new TriggerStates();

	private static final Family OVERRIDDEN_NOT_NULLS = new OverriddenNotNulls();

	private static final Family VALIDATIONS = new Validations();

	private static final Family TABLE_TYPES = new TableTypes();

	private static final Family PRIVILEGES = new Privileges();

	@Override
	public Family of(Kind kind) {
		return switch (kind) {
			case SCHEMA -> SCHEMAS;
			case EXTENSION -> EXTENSIONS;
			case FOREIGN_DATA_WRAPPER, SERVER, USER_MAPPING, FOREIGN_TABLE -> FOREIGN_DATA;
			case COLLATION -> COLLATIONS;
			case CONVERSION -> CONVERSIONS;
			case ENUM -> ENUM_TYPES;
			case COMPOSITE -> COMPOSITE_TYPES;
			case RANGE -> RANGE_TYPES;
			case DOMAIN -> DOMAINS;
			case DOMAIN_CONSTRAINT -> DOMAIN_CONSTRAINTS;
			case SEQUENCE -> SEQUENCES;
			case SEQUENCE_OWNER -> SEQUENCE_OWNERS;
			case TABLE -> TABLES;
			case PARENT -> PARENTS;
			case COLUMN -> COLUMNS;
			case DEFAULT -> DEFAULTS;
			case ROWS -> REFERENCE_DATA;
			case CONSTRAINT -> TABLE_CONSTRAINTS;
			case FOREIGN_KEY -> FOREIGN_KEYS;
			case INDEX -> INDEXES;
			case STATISTICS -> STATISTICS;
			case FUNCTION, PROCEDURE, AGGREGATE -> ROUTINES;
			case CAST -> CASTS;
			case OPERATOR, OPERATOR_FAMILY, OPERATOR_CLASS -> OPERATORS;
			case TEXT_SEARCH_PARSER, TEXT_SEARCH_TEMPLATE, TEXT_SEARCH_DICTIONARY, TEXT_SEARCH_CONFIGURATION ->
				TEXT_SEARCH;
			case VIEW, MATERIALIZED_VIEW -> VIEWS;
			case TRIGGER, RULE -> TRIGGERS;
			case POLICY -> POLICIES;
			case PUBLICATION -> PUBLICATIONS;
			case EVENT_TRIGGER -> EVENT_TRIGGERS;
			case COLUMN_COMMENT, COLUMN_OPTIONS -> COLUMN_SETTINGS;
			case INDEX_STATISTICS, INDEX_COMMENT -> INDEX_SETTINGS;
			case CLUSTERING, REPLICA_IDENTITY -> TABLE_SETTINGS;
			case OVERRIDDEN_DEFAULT -> OVERRIDDEN_DEFAULTS;
			case TRIGGER_STATE -> TRIGGER_STATES;
			case OVERRIDDEN_NOT_NULL -> OVERRIDDEN_NOT_NULLS;
			case VALIDATION -> VALIDATIONS;
			case TABLE_TYPE -> TABLE_TYPES;
			case PRIVILEGES, DEFAULT_PRIVILEGES -> PRIVILEGES;
		};
	}

	@Override
	public List<CatalogQuery> firstQueries() {
		return List.of(RelationReader.QUERY, ColumnReader.QUERY, TypeReader.QUERY, ConstraintReader.QUERY);
	}

}
