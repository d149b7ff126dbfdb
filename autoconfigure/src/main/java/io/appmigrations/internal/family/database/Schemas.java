package io.appmigrations.internal.family.database;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import io.appmigrations.internal.family.Alteration;
import io.appmigrations.internal.family.Difference;
import io.appmigrations.internal.family.Family;
import io.appmigrations.internal.family.Scope;
import io.appmigrations.internal.family.SqlWriter;
import io.appmigrations.internal.family.Transition;
import io.appmigrations.internal.family.Undeclared;
import io.appmigrations.internal.family.read.Address;
import io.appmigrations.internal.family.read.CatalogContents;
import io.appmigrations.internal.family.read.CatalogQuery;
import io.appmigrations.internal.family.read.Row;
import io.appmigrations.internal.family.read.SystemCatalog;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.Namespace;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.model.Change.Action;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Schemas.
 */
public final class Schemas extends Family {

	private static final String NAMESPACES = """
			select n.oid::int8, n.nspname, pg_catalog.obj_description(n.oid, 'pg_namespace') as comment
			from pg_catalog.pg_namespace n
			where n.nspname = any (:schemas)""";

	@Override
	protected List<CatalogQuery> queries(int majorVersion) {
		return List.of(new CatalogQuery(NAMESPACES, Schemas::readNamespace));
	}

	@Override
	public Stream<ObjectId> below(ObjectId id, Set<ObjectId> known) {
		return Stream.empty();
	}

	private static void readNamespace(Row row, CatalogContents contents) {
		String name = row.schema();
		contents.add(new Address(SystemCatalog.PG_NAMESPACE, row.number("oid")),
				new Namespace(ObjectId.of(Kind.SCHEMA, name, name), row.string("comment")));
	}

	@Override
	protected List<String> create(SchemaObject object, Set<ObjectId> parts, SqlWriter writer) {
		return List.of("create schema " + writer.names().of(object.id()));
	}

	@Override
	protected String name(ObjectId id, Names names) {
		return Names.quoted(id.name());
	}

	@Override
	public int phase(Kind kind, Action action) {
		return (action == Action.DROP) ? 10 : 2;
	}

	@Override
	protected @Nullable Alteration alterInPlace(SchemaObject before, SchemaObject after, Transition transition) {
		return Alteration.of(List.of());
	}

	@Override
	protected boolean mustGo(ObjectId below, ObjectId above, Difference difference) {
		return false;
	}

	/** The default one is given. */
	@Override
	public boolean isCompared(SchemaObject object, Scope scope) {
		return !object.id().name().equals(scope.defaultSchema());
	}

	@Override
	public boolean isInScratches() {
		return true;
	}

	@Override
	public boolean mayBePruned(SchemaObject object, Undeclared undeclared) {
		return false;
	}

	@Override
	public boolean isWorthNaming(ObjectId id) {
		return false;
	}

	@Override
	public boolean isEverywhere(ObjectId id) {
		return true;
	}

	@Override
	public ObjectId recordedAfterRename(ObjectId recorded, ObjectId object, String newName) {
		return goesWith(recorded, object) ? new ObjectId(recorded.kind(), newName, recorded.relation(), recorded.name())
				: recorded;
	}

	@Override
	public boolean goesWith(ObjectId recorded, ObjectId object) {
		return recorded.schema().equals(object.name());
	}

}
