package io.appmigrations.internal.hibernate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.hibernate.boot.spi.MetadataImplementor;
import org.hibernate.dialect.PostgreSQLDialect;
import org.jspecify.annotations.Nullable;

/**
 * Collects the model over the persistence units.
 */
final class EntityModelBuilder {

	private final @Nullable String defaultSchema;

	private final RelationNames relations = new RelationNames();

	private final List<ModelExport.Statement> statements = new ArrayList<>();

	private final Set<String> schemas = new TreeSet<>();

	private final List<EntityRename> renames = new ArrayList<>();

	private final List<EntityValueRename> renamedValues = new ArrayList<>();

	private final List<EntityGenerator> generators = new ArrayList<>();

	private boolean entities;

	EntityModelBuilder(@Nullable String defaultSchema) {
		this.defaultSchema = defaultSchema;
	}

	/**
	 * Adds a unit, or passes it over where its dialect is that of another database.
	 * @param metadata the unit's metadata, which is changed
	 */
	void add(MetadataImplementor metadata) {
		if (!(metadata.getDatabase().getDialect() instanceof PostgreSQLDialect)) {
			return;
		}
		this.entities |= !metadata.getEntityBindings().isEmpty();
		// as Hibernate's own creation does; a second time would spoil foreign keys
		metadata.orderColumns(true);
		metadata.validate();
		MetadataRepair.apply(metadata);
		SchemaNames names = new SchemaNames(metadata, this.defaultSchema);
		this.statements.addAll(new ModelExport(metadata, names, this.relations).statements());
		this.schemas.addAll(names.others());
		this.renames.addAll(new EntityRenames(metadata, names).find());
		this.renamedValues.addAll(new EnumConstantRenames(metadata, names).find());
		this.generators.addAll(new EntityGenerators(metadata, names).find());
	}

	boolean hasEntities() {
		return this.entities;
	}

	/**
	 * Units may share entities, and objects of one may refer to those of another.
	 */
	EntityModel build() {
		this.statements.sort(Comparator.comparing(ModelExport.Statement::phase));
		Map<String, ModelStatement> distinct = new LinkedHashMap<>();
		for (ModelExport.Statement statement : this.statements) {
			distinct.putIfAbsent(statement.sql(), new ModelStatement(statement.sql(), statement.origin()));
		}
		return new EntityModel(List.copyOf(distinct.values()), this.schemas, this.renames.stream().distinct().toList(),
				this.renamedValues.stream().distinct().toList(), this.generators.stream().distinct().toList());
	}

}
