package io.appmigrations.internal.hibernate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.appmigrations.model.IdGenerator;
import io.appmigrations.model.Model;
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

	private final List<Model.RenamedFrom> renames = new ArrayList<>();

	private final List<Model.RenamedValue> renamedValues = new ArrayList<>();

	private final List<IdGenerator> generators = new ArrayList<>();

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
		this.generators.addAll(new EntityGenerators(metadata, names, this.defaultSchema).find());
	}

	boolean hasEntities() {
		return this.entities;
	}

	/**
	 * Units may share entities, and objects of one may refer to those of another.
	 */
	Model build() {
		this.statements.sort(Comparator.comparing(ModelExport.Statement::phase));
		Map<String, Model.Statement> distinct = new LinkedHashMap<>();
		for (ModelExport.Statement statement : this.statements) {
			distinct.putIfAbsent(statement.sql(), new Model.Statement(statement.sql(), statement.origin()));
		}
		return Model.builder("the JPA entities")
			.statements(distinct.values())
			.schemas(this.schemas)
			.renames(this.renames.stream().distinct().toList())
			.renamedValues(this.renamedValues.stream().distinct().toList())
			.generators(this.generators.stream().distinct().toList())
			.build();
	}

}
