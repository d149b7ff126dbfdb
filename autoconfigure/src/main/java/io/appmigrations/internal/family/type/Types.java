package io.appmigrations.internal.family.type;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import io.appmigrations.internal.family.Difference;
import io.appmigrations.internal.family.Families;
import io.appmigrations.internal.family.Family;
import io.appmigrations.internal.family.Transition;
import io.appmigrations.internal.family.read.CatalogPlace;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.model.Change.Action;
import io.appmigrations.model.Kind;
import io.appmigrations.model.Note;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Types other than those of tables. Where columns have one, another one takes its place
 * while it is there ({@code TypeExchange}).
 */
public abstract class Types extends Family {

	/** The family of a type. */
	public static Types of(ObjectId type) {
		if (Families.of(type.kind()) instanceof Types types) {
			return types;
		}
		throw new IllegalArgumentException("%s %s is not a type".formatted(type.kind().keyword(), type));
	}

	@Override
	public CatalogPlace place(ObjectId id, Names names) {
		return new CatalogPlace("pg_type", "pg_catalog.to_regtype(%s)".formatted(Names.literal(names.of(id))));
	}

	@Override
	protected String name(ObjectId id, Names names) {
		return names.type(id.schema(), id.name());
	}

	@Override
	public int phase(Kind kind, Action action) {
		return (action == Action.DROP) ? 9 : 2;
	}

	/** What is called so until it is dropped. */
	public static ObjectId aside(ObjectId id) {
		return id.renamed(id.name() + "__old");
	}

	/** Every name that an old type takes. */
	public Stream<String> names(ObjectId type, Transition transition) {
		return Stream.of(transition.names().of(type));
	}

	/**
	 * Writes what gives an old type another name.
	 * @param replaced the names of all types that are replaced at once
	 */
	public List<String> setAside(ObjectId type, Set<String> replaced, Transition transition) {
		return List.of("alter %s %s rename to %s".formatted(type.kind().keyword(), transition.names().of(type),
				Names.quoted(aside(type).name())));
	}

	/** Says which rows the type that takes the place of an old one refuses. */
	public List<Note> refusedBy(SchemaObject successor, Transition transition) {
		return List.of();
	}

	@Override
	protected boolean mustGo(ObjectId below, ObjectId above, Difference difference) {
		return false;
	}

	@Override
	public String grantedOn(Kind kind) {
		return "type";
	}

	@Override
	public boolean isRetyped(SchemaObject before, @Nullable SchemaObject after) {
		return !before.equals(after);
	}

	@Override
	public Set<String> look(SchemaObject object) {
		return Set.of();
	}

}
