package io.appmigrations.internal.hibernate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.hibernate.boot.model.relational.AuxiliaryDatabaseObject;
import org.hibernate.boot.model.relational.Exportable;
import org.hibernate.boot.model.relational.InitCommand;
import org.hibernate.boot.model.relational.NamedAuxiliaryDatabaseObject;
import org.hibernate.boot.model.relational.Namespace;
import org.hibernate.boot.model.relational.Sequence;
import org.hibernate.boot.spi.MetadataImplementor;
import org.hibernate.dialect.Dialect;
import org.hibernate.mapping.ForeignKey;
import org.hibernate.mapping.Index;
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

	private final TableOwners owners;

	private final IndexRepair indexRepair;

	private final RelationNames relations;

	private final List<Statement> statements = new ArrayList<>();

	ModelExport(MetadataImplementor metadata, SchemaNames names, RelationNames relations) {
		this.metadata = metadata;
		this.names = names;
		this.indexRepair = new IndexRepair(metadata, names);
		this.relations = relations;
		this.dialect = metadata.getDatabase().getDialect();
		this.owners = new TableOwners(metadata);
	}

	/**
	 * Renders the unit.
	 * @return the statements, those of each phase in their order
	 */
	List<Statement> statements() {
		for (AuxiliaryDatabaseObject object : this.metadata.getDatabase().getAuxiliaryDatabaseObjects()) {
			if (object.appliesToDialect(this.dialect)) {
				auxiliaryObject(object);
			}
		}
		for (Namespace namespace : this.metadata.getDatabase().getNamespaces()) {
			for (UserDefinedType type : namespace.getDependencyOrderedUserDefinedTypes()) {
				add(Phase.TYPE, "type " + type.getName(), type, this.dialect.getUserDefinedTypeExporter());
			}
			for (Sequence sequence : namespace.getSequences()) {
				this.relations.add(sequence.getName(), this.names);
				add(Phase.SEQUENCE, "sequence " + this.names.format(sequence.getName()), sequence,
						this.dialect.getSequenceExporter());
			}
			for (Table table : namespace.getTables()) {
				if (table.isPhysicalTable()) {
					table(table);
				}
			}
		}
		return this.statements;
	}

	private void auxiliaryObject(AuxiliaryDatabaseObject object) {
		Phase phase = object.beforeTablesOnCreation() ? Phase.BEFORE_TABLES : Phase.AFTER_TABLES;
		// those with a name are enums; the others have a random one
		String origin = (object instanceof NamedAuxiliaryDatabaseObject) ? "type " + object.getExportIdentifier()
				: "database object of the mapping";
		add(phase, origin, object, this.dialect.getAuxiliaryDatabaseObjectExporter());
	}

	private void table(Table table) {
		this.relations.add(table.getQualifiedTableName(), this.names);
		String name = this.names.format(table.getQualifiedTableName()) + this.owners.of(table);
		List<UniqueKey> indexes = table.getUniqueKeys().values().stream().filter(IndexRepair::isIndex).toList();
		if (table.isView()) {
			add(Phase.VIEW, "view " + name, table, this.dialect.getTableExporter());
		}
		else {
			for (String sql : create(table)) {
				for (UniqueKey index : indexes) {
					sql = sql.replace(this.indexRepair.fragment(index), "");
				}
				add(Phase.TABLE, "table " + name, sql);
			}
		}
		for (Index index : table.getIndexes().values()) {
			index(this.indexRepair.repaired(index, this.owners.columnList(table, index)), name);
		}
		for (UniqueKey key : table.getUniqueKeys().values()) {
			add(Phase.UNIQUE_KEY, "unique key " + key.getName() + " on " + name, key,
					this.dialect.getUniqueKeyExporter());
		}
		indexes.forEach((key) -> index(this.indexRepair.toIndex(key), name));
		for (ForeignKey key : table.getForeignKeyCollection()) {
			add(Phase.FOREIGN_KEY, "foreign key " + key.getName() + " on " + name, key,
					this.dialect.getForeignKeyExporter());
		}
	}

	/** The exporter's statements end with those that insert. */
	private List<String> create(Table table) {
		List<String> statements = strings(table, this.dialect.getTableExporter());
		int inserts = table.getInitCommands(this.names)
			.stream()
			.map(InitCommand::initCommands)
			.mapToInt((commands) -> commands.length)
			.sum();
		return statements.subList(0, statements.size() - inserts);
	}

	private void index(Index index, String table) {
		add(Phase.INDEX, "index " + index.getName() + " on " + table, index, this.dialect.getIndexExporter());
	}

	private <T extends Exportable> void add(Phase phase, String origin, T object, Exporter<T> exporter) {
		strings(object, exporter).forEach((sql) -> add(phase, origin, sql));
	}

	private void add(Phase phase, String origin, String sql) {
		if (sql != null && !sql.isBlank()) {
			this.statements.add(new Statement(phase, sql.strip(), origin));
		}
	}

	private <T extends Exportable> List<String> strings(T object, Exporter<T> exporter) {
		String[] strings = exporter.getSqlCreateStrings(object, this.metadata, this.names);
		return (strings != null) ? Arrays.asList(strings) : List.of();
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
