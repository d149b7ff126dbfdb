package io.appmigrations.hibernate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import org.hibernate.boot.model.relational.AuxiliaryDatabaseObject;
import org.hibernate.boot.model.relational.Exportable;
import org.hibernate.boot.model.relational.InitCommand;
import org.hibernate.boot.model.relational.Namespace;
import org.hibernate.boot.model.relational.Sequence;
import org.hibernate.boot.spi.MetadataImplementor;
import org.hibernate.dialect.Dialect;
import org.hibernate.mapping.Collection;
import org.hibernate.mapping.ForeignKey;
import org.hibernate.mapping.Index;
import org.hibernate.mapping.Join;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.mapping.Table;
import org.hibernate.mapping.UniqueKey;
import org.hibernate.mapping.UserDefinedType;
import org.hibernate.tool.schema.spi.Exporter;

/**
 * The DDL of one persistence unit, object by object, with the objects that Hibernate's
 * {@code SchemaCreatorImpl.createFromMetadata} exports. Data that it would insert is left
 * out.
 */
final class ModelExport {

	private final MetadataImplementor metadata;

	private final SchemaNames names;

	private final Dialect dialect;

	private final Map<Table, String> owners = new HashMap<>();

	private final List<Statement> statements = new ArrayList<>();

	ModelExport(MetadataImplementor metadata, SchemaNames names) {
		this.metadata = metadata;
		this.names = names;
		this.dialect = metadata.getDatabase().getDialect();
		for (PersistentClass entity : metadata.getEntityBindings()) {
			this.owners.putIfAbsent(entity.getTable(), entity.getEntityName());
			for (Join join : entity.getJoins()) {
				this.owners.putIfAbsent(join.getTable(), entity.getEntityName());
			}
		}
		for (Collection collection : metadata.getCollectionBindings()) {
			this.owners.putIfAbsent(collection.getCollectionTable(), collection.getRole());
		}
	}

	/**
	 * Renders the unit.
	 * @return the statements, those of each phase in their order
	 */
	List<Statement> statements() {
		auxiliaryObjects();
		for (Namespace namespace : this.metadata.getDatabase().getNamespaces()) {
			for (UserDefinedType type : namespace.getDependencyOrderedUserDefinedTypes()) {
				add(Phase.TYPE, type, this.dialect.getUserDefinedTypeExporter(), "type " + type.getName());
			}
			for (Sequence sequence : namespace.getSequences()) {
				add(Phase.SEQUENCE, sequence, this.dialect.getSequenceExporter(),
						"sequence " + this.names.format(sequence.getName()));
			}
			namespace.getTables().stream().filter(Table::isPhysicalTable).forEach(this::table);
		}
		return this.statements;
	}

	private void auxiliaryObjects() {
		for (AuxiliaryDatabaseObject object : this.metadata.getDatabase().getAuxiliaryDatabaseObjects()) {
			if (object.appliesToDialect(this.dialect)) {
				add(object.beforeTablesOnCreation() ? Phase.BEFORE_TABLES : Phase.AFTER_TABLES, object,
						this.dialect.getAuxiliaryDatabaseObjectExporter(),
						"database object " + object.getExportIdentifier());
			}
		}
	}

	private void table(Table table) {
		String origin = origin(table);
		if (table.isView()) {
			add(Phase.VIEW, table, this.dialect.getTableExporter(), "view " + origin);
		}
		else {
			List<String> created = strings(table, this.dialect.getTableExporter());
			int inserts = table.getInitCommands(this.names)
				.stream()
				.map(InitCommand::initCommands)
				.mapToInt((commands) -> commands.length)
				.sum();
			created.subList(0, created.size() - inserts).forEach(adder(Phase.TABLE, "table " + origin));
		}
		for (Index index : table.getIndexes().values()) {
			add(Phase.INDEX, index, this.dialect.getIndexExporter(), "index " + index.getName() + " on " + origin);
		}
		for (UniqueKey key : table.getUniqueKeys().values()) {
			add(Phase.UNIQUE_KEY, key, this.dialect.getUniqueKeyExporter(),
					"unique key " + key.getName() + " on " + origin);
		}
		for (ForeignKey key : table.getForeignKeyCollection()) {
			add(Phase.FOREIGN_KEY, key, this.dialect.getForeignKeyExporter(),
					"foreign key " + key.getName() + " on " + origin);
		}
	}

	private String origin(Table table) {
		String name = this.names.format(table.getQualifiedTableName());
		String owner = this.owners.get(table);
		return (owner != null) ? "%s (%s)".formatted(name, owner) : name;
	}

	private <T extends Exportable> void add(Phase phase, T object, Exporter<T> exporter, String origin) {
		strings(object, exporter).forEach(adder(phase, origin));
	}

	private <T extends Exportable> List<String> strings(T object, Exporter<T> exporter) {
		String[] strings = exporter.getSqlCreateStrings(object, this.metadata, this.names);
		return (strings != null) ? Arrays.asList(strings) : List.of();
	}

	private Consumer<String> adder(Phase phase, String origin) {
		return (sql) -> {
			if (sql != null && !sql.isBlank()) {
				this.statements.add(new Statement(phase, sql.strip(), origin));
			}
		};
	}

	/**
	 * The order of creation.
	 */
	enum Phase {

		BEFORE_TABLES, TYPE, SEQUENCE, TABLE, VIEW, INDEX, UNIQUE_KEY, FOREIGN_KEY, AFTER_TABLES

	}

	/**
	 * A statement and its place.
	 *
	 * @param phase when it runs
	 * @param sql the statement
	 * @param origin the object that it makes
	 */
	record Statement(Phase phase, String sql, String origin) {

	}

}
