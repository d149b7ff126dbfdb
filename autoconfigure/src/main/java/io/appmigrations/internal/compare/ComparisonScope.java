package io.appmigrations.internal.compare;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.diff.MadeObjects;
import io.appmigrations.internal.family.Families;
import io.appmigrations.internal.family.Scope;
import io.appmigrations.internal.schema.Column;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.model.Kind;
import io.appmigrations.model.Model;
import io.appmigrations.model.ObjectId;

/**
 * What a comparison is about: the schemas and the kinds of objects that are looked at,
 * without what is the tool's own.
 *
 * @param model the desired schema
 * @param defaultSchema the default schema
 * @param schemas the schemas that are read
 * @param named the schemas that are compared although the model may say nothing about
 * them
 * @param kinds the kinds of objects that the model is about
 * @param globals those of them that belong to the whole database
 * @param ownRelations the tables of the tool itself, with their sequences
 */
record ComparisonScope(Model model, String defaultSchema, Set<String> schemas, Set<String> named, Set<Kind> kinds,
		Set<Kind> globals, Set<String> ownRelations) implements Scope {

	/**
	 * Finds out what is to be compared.
	 * @param connection where the database is
	 * @param model the desired schema
	 * @param named the schemas to compare besides those that the model names
	 * @param ownTables the tables of the tool itself
	 * @param made what revisions have made from the model
	 * @return the scope
	 */
	static ComparisonScope of(MigrationConnection connection, Model model, Collection<String> named,
			Set<String> ownTables, MadeObjects made) {
		String defaultSchema = connection.session().schemaOfNames();
		Set<String> candidates = new TreeSet<>(named);
		candidates.addAll(model.schemas());
		if (model.mixed()) {
			candidates.addAll(made.schemas());
		}
		Set<String> existing = connection
			.strings("select n.nspname from pg_catalog.pg_namespace n where n.nspname = any (%s)"
				.formatted(Names.literals(candidates)));
		// what looks like a schema in a file may be the alias of a table
		candidates.removeIf((schema) -> !existing.contains(schema) && model.parts()
			.stream()
			.filter((part) -> part.schemas().contains(schema))
			.allMatch((part) -> part.complete() && !part.createdSchemas().contains(schema)));
		candidates.add(defaultSchema);
		candidates.removeIf((schema) -> schema.startsWith("pg_") || schema.equals("information_schema"));
		ModelScope about = new ModelScope(model, made.kinds());
		return new ComparisonScope(model, defaultSchema, candidates, Set.copyOf(named), about.kinds(), about.globals(),
				ownTables);
	}

	/**
	 * Adds schemas that something was moved from.
	 * @param more the schemas
	 * @return the wider scope
	 */
	ComparisonScope withSchemas(Set<String> more) {
		return new ComparisonScope(this.model, this.defaultSchema, union(this.schemas, more), union(this.named, more),
				this.kinds, this.globals, this.ownRelations);
	}

	/**
	 * Adds the sequences of the tool's own tables.
	 * @param everything what the database has
	 * @return the scope without them
	 */
	ComparisonScope withoutOwnSequences(Schema everything) {
		Set<String> sequences = new TreeSet<>();
		everything.all(Column.class)
			.stream()
			.filter((column) -> column.identity() != null && !contains(column))
			.forEach((column) -> sequences
				.add(column.id().schema() + "." + Objects.requireNonNull(column.identity()).sequence()));
		return new ComparisonScope(this.model, this.defaultSchema, this.schemas, this.named, this.kinds, this.globals,
				union(this.ownRelations, sequences));
	}

	static Set<String> union(Set<String> some, Set<String> others) {
		Set<String> all = new TreeSet<>(some);
		all.addAll(others);
		return all;
	}

	@Override
	public boolean isAbout(Kind kind) {
		return this.kinds.contains(kind);
	}

	@Override
	public boolean isAboutDatabase(Kind kind) {
		return this.globals.contains(kind);
	}

	@Override
	public boolean isOwn(String schema, String relation) {
		return this.ownRelations.contains(schema + "." + relation);
	}

	/** Whether an object is compared. */
	boolean contains(SchemaObject object) {
		return Families.of(object.id().kind()).isCompared(object, this);
	}

	/**
	 * What the database has and a complete model could declare, but says nothing about.
	 */
	List<ObjectId> ignored(Schema everything) {
		return everything.objects()
			.keySet()
			.stream()
			.filter((id) -> !isAbout(id.kind()) && Families.of(id.kind()).isEverywhere(id))
			.toList();
	}

	/**
	 * Leaves what a model may change: a file is about the schemas in which it declares
	 * something.
	 * @param actual what is compared
	 * @param desired what the model declares
	 * @param made what revisions have made from the model
	 * @return what of the former the model is about
	 */
	Schema managed(Schema actual, Schema desired, MadeObjects made) {
		if (!this.model.complete() && !this.model.mixed()) {
			return actual;
		}
		Set<String> touched = ownSchemas();
		if (this.model.mixed()) {
			touched.addAll(made.schemas());
		}
		desired.objects()
			.keySet()
			.stream()
			.filter((id) -> id.kind() != Kind.SCHEMA)
			.forEach((id) -> touched.add(id.schema()));
		return actual.filter((object) -> object.id().schema().isEmpty() || touched.contains(object.id().schema()));
	}

	/** The schemas that are the application's: others are somebody else's too. */
	Set<String> ownSchemas() {
		Set<String> own = new HashSet<>(this.named);
		own.add(this.defaultSchema);
		own.addAll(this.model.createdSchemas());
		this.model.parts().stream().filter((part) -> !part.complete()).forEach((part) -> own.addAll(part.schemas()));
		return own;
	}

	/** The schemas of what is managed, and the default one. */
	Set<String> schemasOf(Schema managed) {
		Set<String> compared = managed.objects()
			.keySet()
			.stream()
			.map(ObjectId::schema)
			.collect(Collectors.toCollection(TreeSet::new));
		compared.add(this.defaultSchema);
		return compared;
	}

}
