package io.appmigrations.internal.hibernate;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.appmigrations.internal.family.read.Row;
import io.appmigrations.model.IdGenerator;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;
import org.hibernate.MappingException;
import org.hibernate.boot.model.naming.Identifier;
import org.hibernate.boot.model.relational.Database;
import org.hibernate.boot.model.relational.ExportableProducer;
import org.hibernate.boot.model.relational.Namespace;
import org.hibernate.boot.model.relational.QualifiedName;
import org.hibernate.boot.model.relational.Sequence;
import org.hibernate.boot.model.relational.SqlStringGenerationContext;
import org.hibernate.boot.spi.MetadataImplementor;
import org.hibernate.cfg.MappingSettings;
import org.hibernate.engine.config.spi.ConfigurationService;
import org.hibernate.engine.config.spi.StandardConverters;
import org.hibernate.generator.Generator;
import org.hibernate.id.enhanced.SequenceStyleGenerator;
import org.hibernate.id.enhanced.TableGenerator;
import org.hibernate.mapping.Collection;
import org.hibernate.mapping.Column;
import org.hibernate.mapping.Component;
import org.hibernate.mapping.GeneratorSettings;
import org.hibernate.mapping.IdentifierCollection;
import org.hibernate.mapping.KeyValue;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.mapping.Property;
import org.hibernate.mapping.RootClass;
import org.hibernate.mapping.SimpleValue;
import org.hibernate.mapping.Table;
import org.hibernate.mapping.UnionSubclass;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which columns have values from which sequences and generators' tables.
 */
final class EntityGenerators {

	/** {@code hibernate.id.generator.stored_last_used}, as Hibernate has it. */
	private static final boolean STORES_LAST_USED = true;

	private final MetadataImplementor metadata;

	private final SchemaNames names;

	private final String defaultSchema;

	private final List<IdGenerator> found = new ArrayList<>();

	EntityGenerators(MetadataImplementor metadata, SchemaNames names, @Nullable String defaultSchema) {
		this.metadata = metadata;
		this.names = names;
		this.defaultSchema = Objects.requireNonNullElse(defaultSchema, "public");
	}

	/**
	 * Looks at all entities and at collections with identifiers. Generators are made once
	 * more, which Hibernate does too: when it maps, and for the session factory.
	 */
	List<IdGenerator> find() {
		for (PersistentClass entity : this.metadata.getEntityBindings()) {
			if (entity instanceof RootClass root) {
				identifier(root);
			}
		}
		for (Collection collection : this.metadata.getCollectionBindings()) {
			if (collection instanceof IdentifierCollection bag && bag.getIdentifier() instanceof SimpleValue value) {
				value(value, null, null, List.of(bag.getCollectionTable()));
			}
		}
		return this.found;
	}

	private void identifier(RootClass root) {
		// every table that has rows of its own, with no row for them in a table above
		List<Table> tables = root.getSubclassClosure()
			.stream()
			.filter((entity) -> entity == root || entity instanceof UnionSubclass)
			.map(PersistentClass::getTable)
			.filter(Table::isPhysicalTable)
			.distinct()
			.toList();
		KeyValue identifier = root.getIdentifier();
		if (identifier instanceof Component component) {
			for (Property property : component.getProperties()) {
				if (property.getValue() instanceof SimpleValue value) {
					value(value, root, property, tables);
				}
			}
		}
		else if (identifier instanceof SimpleValue value) {
			value(value, root, root.getIdentifierProperty(), tables);
		}
	}

	private void value(SimpleValue value, @Nullable RootClass root, @Nullable Property property, List<Table> tables) {
		if (value.getCustomIdGeneratorCreator().isAssigned() || value.getColumns().size() != 1) {
			return;
		}
		Generator generator = generator(value, root, property);
		if (generator instanceof ExportableProducer producer) {
			// says where the generator has its values, whatever class it is
			Database database = new Database(this.metadata.getMetadataBuildingOptions());
			producer.registerExportables(database);
			for (Namespace namespace : database.getNamespaces()) {
				for (Sequence sequence : namespace.getSequences()) {
					add(value, tables, sequence.getName(), distance(generator, sequence.getIncrementSize()), null);
				}
				for (Table table : namespace.getTables()) {
					table(value, tables, table, generator);
				}
			}
		}
	}

	/** What Hibernate does not complain about when it maps, it does later. */
	private @Nullable Generator generator(SimpleValue value, @Nullable RootClass root, @Nullable Property property) {
		try {
			return value.createGenerator(this.names.getDialect(), root, property, new Settings());
		}
		catch (MappingException ex) {
			return null;
		}
	}

	private static long distance(Generator generator, int increment) {
		return (generator instanceof SequenceStyleGenerator sequence) ? sequence.getOptimizer().getAdjustment()
				: Math.max(increment, 1);
	}

	private void table(SimpleValue value, List<Table> tables, Table source, Generator generator) {
		if (generator instanceof TableGenerator table) {
			boolean lastUsed = this.metadata.getMetadataBuildingOptions()
				.getServiceRegistry()
				.requireService(ConfigurationService.class)
				.getSetting(MappingSettings.TABLE_GENERATOR_STORE_LAST_USED, StandardConverters.BOOLEAN,
						STORES_LAST_USED);
			int less = lastUsed ? 1 : 0;
			add(value, tables, source.getQualifiedTableName(), table.getOptimizer().getAdjustment() - less,
					new IdGenerator.Row(name(table.getSegmentColumnName()), table.getSegmentValue(),
							name(table.getValueColumnName()), table.getInitialValue() - less));
		}
		else if (generator instanceof SequenceStyleGenerator sequence && source.getColumnSpan() == 1) {
			add(value, tables, source.getQualifiedTableName(), sequence.getOptimizer().getAdjustment(),
					new IdGenerator.Row(null, null, catalogName(source.getColumn(0)),
							sequence.getDatabaseStructure().getInitialValue()));
		}
	}

	private void add(SimpleValue value, List<Table> tables, QualifiedName source, long distance,
			IdGenerator.@Nullable Row row) {
		ObjectId from = ObjectId.of((row != null) ? Kind.TABLE : Kind.SEQUENCE, schema(source.getSchemaName()),
				Objects.requireNonNull(SchemaNames.catalogName(source.getObjectName())));
		for (Table table : tables) {
			this.found.add(new IdGenerator(new ObjectId(Kind.COLUMN, schema(table.getSchemaIdentifier()),
					Objects.requireNonNull(SchemaNames.catalogName(table.getNameIdentifier())),
					catalogName(value.getColumns().get(0))), from, distance, row));
		}
	}

	private String schema(@Nullable Identifier schema) {
		return Objects.requireNonNullElse(this.names.schema(schema), this.defaultSchema);
	}

	private String catalogName(Column column) {
		return Objects
			.requireNonNull(SchemaNames.catalogName(this.metadata.getDatabase().toIdentifier(column.getQuotedName())));
	}

	/** From a name as the generator writes it into its statements. */
	private String name(String rendered) {
		return Objects.requireNonNull(SchemaNames.catalogName(Identifier.toIdentifier(rendered)));
	}

	/**
	 * The names as they are without a setting; {@link SchemaNames} knows the settings.
	 */
	private final class Settings implements GeneratorSettings {

		@Override
		public @Nullable String getDefaultCatalog() {
			return null;
		}

		@Override
		public @Nullable String getDefaultSchema() {
			return null;
		}

		@Override
		public SqlStringGenerationContext getSqlStringGenerationContext() {
			return EntityGenerators.this.names;
		}

	}

}
