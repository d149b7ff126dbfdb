package io.appmigrations.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * The desired schema, as DDL.
 */
public final class Model {

	private final String name;

	private final List<Statement> statements;

	private final Set<String> schemas;

	private final Set<String> createdSchemas;

	private final Set<String> extensions;

	private final List<RenamedFrom> renames;

	private final List<RenamedValue> renamedValues;

	private final List<IdGenerator> generators;

	private final boolean complete;

	private final List<Model> parts;

	private Model(Builder builder) {
		this.name = builder.name;
		this.statements = List.copyOf(builder.statements);
		this.schemas = Collections.unmodifiableSet(new LinkedHashSet<>(builder.schemas));
		this.createdSchemas = Set.copyOf(builder.createdSchemas);
		this.extensions = Set.copyOf(builder.extensions);
		this.renames = List.copyOf(builder.renames);
		this.renamedValues = List.copyOf(builder.renamedValues);
		this.generators = List.copyOf(builder.generators);
		this.complete = builder.complete;
		this.parts = builder.parts.isEmpty() ? List.of(this) : List.copyOf(builder.parts);
	}

	/**
	 * Returns what several models declare together. The order of the models says nothing.
	 * @param parts the models, one at least
	 * @return a model with everything of them
	 */
	public static Model union(List<Model> parts) {
		if (parts.size() == 1) {
			return parts.get(0);
		}
		Builder builder = builder(parts.stream().map(Model::name).collect(Collectors.joining(", ")));
		for (Model part : parts) {
			builder.statements(part.statements)
				.schemas(part.schemas)
				.createdSchemas(part.createdSchemas)
				.extensions(part.extensions)
				.renames(part.renames)
				.renamedValues(part.renamedValues)
				.generators(part.generators);
			builder.parts.addAll(part.parts);
		}
		builder.complete = parts.stream().allMatch(Model::complete);
		return builder.build();
	}

	/**
	 * Returns a builder of a model that declares nothing.
	 * @param name the source of the model, for people
	 * @return a builder
	 */
	public static Builder builder(String name) {
		return new Builder(name);
	}

	/**
	 * Returns the source of the model.
	 * @return the name, for people
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Returns the statements that create the schema.
	 * @return the statements, to be run in order in empty schemas
	 */
	public List<Statement> statements() {
		return this.statements;
	}

	/**
	 * Returns the schemas that the model is about.
	 * @return their names, besides the default one
	 */
	public Set<String> schemas() {
		return this.schemas;
	}

	/**
	 * Returns the schemas that the model creates itself.
	 * @return their names
	 */
	public Set<String> createdSchemas() {
		return this.createdSchemas;
	}

	/**
	 * Returns the extensions that the model declares.
	 * @return their names
	 */
	public Set<String> extensions() {
		return this.extensions;
	}

	/**
	 * Returns the tables and columns that had another name before.
	 * @return the old names
	 */
	public List<RenamedFrom> renames() {
		return this.renames;
	}

	/**
	 * Returns the values of enums that had another name before.
	 * @return the old names
	 */
	public List<RenamedValue> renamedValues() {
		return this.renamedValues;
	}

	/**
	 * Returns the columns that the application fills from sequences or from generator
	 * tables.
	 * @return the columns, each with its source
	 */
	public List<IdGenerator> generators() {
		return this.generators;
	}

	/**
	 * Whether the model is complete, so that everything else is to be dropped. JPA
	 * entities, for example, cannot declare everything.
	 * @return {@code true} if the model declares everything
	 */
	public boolean complete() {
		return this.complete;
	}

	/**
	 * Returns the models that this one consists of.
	 * @return what {@link #union} was given, or the model itself
	 */
	public List<Model> parts() {
		return this.parts;
	}

	/**
	 * Whether some parts of the model are complete and others are not: files that declare
	 * what entities cannot say. Of a kind of objects that the files declare, everything
	 * else is to be dropped.
	 * @return {@code true} if the model declares everything of some kinds
	 */
	public boolean mixed() {
		return !this.complete && this.parts.stream().anyMatch(Model::complete);
	}

	/**
	 * Whether the model declares rows of tables.
	 * @return {@code true} if one of its statements is reference data
	 */
	public boolean declaresRows() {
		return this.statements.stream().anyMatch(Statement::data);
	}

	private List<Object> components() {
		return List.of(this.name, this.statements, this.schemas, this.createdSchemas, this.extensions, this.renames,
				this.renamedValues, this.generators, this.complete, (this.parts.size() > 1) ? this.parts : List.of());
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof Model model && components().equals(model.components());
	}

	@Override
	public int hashCode() {
		return components().hashCode();
	}

	@Override
	public String toString() {
		return "%s: %s statements".formatted(this.name, String.valueOf(this.statements.size()));
	}

	/**
	 * Builder of a model.
	 */
	public static final class Builder {

		private final String name;

		private final List<Statement> statements = new ArrayList<>();

		private final Set<String> schemas = new LinkedHashSet<>();

		private final Set<String> createdSchemas = new LinkedHashSet<>();

		private final Set<String> extensions = new LinkedHashSet<>();

		private final List<RenamedFrom> renames = new ArrayList<>();

		private final List<RenamedValue> renamedValues = new ArrayList<>();

		private final List<IdGenerator> generators = new ArrayList<>();

		private boolean complete;

		private final List<Model> parts = new ArrayList<>();

		private Builder(String name) {
			this.name = name;
		}

		/**
		 * Adds statements.
		 * @param more statements, to be run in order in empty schemas
		 * @return this
		 */
		public Builder statements(Collection<Statement> more) {
			this.statements.addAll(more);
			return this;
		}

		/**
		 * Adds schemas that the model is about.
		 * @param more their names; the default schema need not be named
		 * @return this
		 */
		public Builder schemas(Collection<String> more) {
			this.schemas.addAll(more);
			return this;
		}

		/**
		 * Adds schemas that the model creates itself.
		 * @param more their names
		 * @return this
		 */
		public Builder createdSchemas(Collection<String> more) {
			this.createdSchemas.addAll(more);
			return this;
		}

		/**
		 * Adds extensions that the model declares.
		 * @param more their names
		 * @return this
		 */
		public Builder extensions(Collection<String> more) {
			this.extensions.addAll(more);
			return this;
		}

		/**
		 * Adds tables and columns that had another name before.
		 * @param more the old names
		 * @return this
		 */
		public Builder renames(Collection<RenamedFrom> more) {
			this.renames.addAll(more);
			return this;
		}

		/**
		 * Adds values of enums that had another name before.
		 * @param more the old names
		 * @return this
		 */
		public Builder renamedValues(Collection<RenamedValue> more) {
			this.renamedValues.addAll(more);
			return this;
		}

		/**
		 * Adds columns that the application fills from sequences or from generator
		 * tables.
		 * @param more the columns, each with its source
		 * @return this
		 */
		public Builder generators(Collection<IdGenerator> more) {
			this.generators.addAll(more);
			return this;
		}

		/**
		 * Declares that the model is complete, so that everything else is to be dropped.
		 * By default, it is left alone.
		 * @return this
		 */
		public Builder complete() {
			this.complete = true;
			return this;
		}

		/**
		 * Builds the model.
		 * @return the model
		 */
		public Model build() {
			return new Model(this);
		}

	}

	/**
	 * A statement of the model.
	 *
	 * @param sql the statement
	 * @param origin the place of the declaration: an entity, or a file and line
	 * @param data whether it declares rows: an {@code insert} of reference data
	 */
	public record Statement(String sql, String origin, boolean data) {

		/**
		 * A statement of DDL.
		 * @param sql the statement
		 * @param origin the place of the declaration: an entity, or a file and line
		 */
		public Statement(String sql, String origin) {
			this(sql, origin, false);
		}

	}

	/**
	 * An earlier name of a table or column.
	 *
	 * @param schema the schema, or {@code null} for the default one
	 * @param table the current name of the table
	 * @param column the current name of the column, or {@code null} if the table was
	 * renamed
	 * @param oldName the old name; for a table, with its schema if that has changed
	 */
	public record RenamedFrom(@Nullable String schema, String table, @Nullable String column, String oldName) {
	}

	/**
	 * An earlier name of an enum value.
	 *
	 * @param schema the schema, or {@code null} for the default one
	 * @param table the current name of the table
	 * @param column the current name of the column
	 * @param oldName the old name of the value
	 * @param name the current name of the value
	 */
	public record RenamedValue(@Nullable String schema, String table, String column, String oldName, String name) {
	}

}
