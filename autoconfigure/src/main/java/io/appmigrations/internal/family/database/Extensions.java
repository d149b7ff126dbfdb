package io.appmigrations.internal.family.database;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

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
import io.appmigrations.internal.schema.Extension;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.model.Change.Action;
import io.appmigrations.model.Kind;
import io.appmigrations.model.Note;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Extensions. What belongs to one is never compared.
 */
public final class Extensions extends Family {

	private static final String EXTENSIONS = """
			select e.oid::int8, e.extname, n.nspname, e.extrelocatable
			from pg_catalog.pg_extension e join pg_catalog.pg_namespace n on n.oid = e.extnamespace""";

	@Override
	protected List<CatalogQuery> queries(int majorVersion) {
		return List.of(new CatalogQuery(EXTENSIONS, Extensions::readExtension));
	}

	private static void readExtension(Row row, CatalogContents contents) {
		ObjectId id = ObjectId.of(Kind.EXTENSION, "", row.text("extname"));
		contents.add(new Address(SystemCatalog.PG_EXTENSION, row.number("oid")),
				new Extension(id, row.schema(), row.flag("extrelocatable")));
	}

	/** What holds data, and cannot be made again without losing it. */
	private static final Set<Kind> NEEDING = EnumSet.of(Kind.EXTENSION, Kind.TABLE, Kind.COLUMN, Kind.COMPOSITE,
			Kind.DOMAIN, Kind.RANGE, Kind.SEQUENCE, Kind.SERVER, Kind.FOREIGN_DATA_WRAPPER, Kind.FOREIGN_TABLE);

	@Override
	protected List<String> create(SchemaObject object, Set<ObjectId> parts, SqlWriter writer) {
		Extension extension = (Extension) object;
		String schema = extension.schema().equals(writer.names().defaultSchema()) ? ""
				: " with schema " + Names.quoted(extension.schema());
		return List.of("create extension if not exists %s%s".formatted(writer.names().of(extension.id()), schema));
	}

	@Override
	public int phase(Kind kind, Action action) {
		return (action == Action.DROP) ? 10 : 2;
	}

	/** One that PostgreSQL does not move stays where tables and types need it. */
	@Override
	protected @Nullable Alteration alterInPlace(SchemaObject before, SchemaObject after, Transition transition) {
		Extension extension = (Extension) after;
		if (extension.relocatable()) {
			return Alteration.of(List.of("alter extension %s set schema %s"
				.formatted(transition.names().of(extension.id()), Names.quoted(extension.schema()))));
		}
		return isNeeded(extension.id(), transition) ? Alteration.of(List.of()) : null;
	}

	private static boolean isNeeded(ObjectId extension, Transition transition) {
		return transition.from()
			.dependencies()
			.entrySet()
			.stream()
			.anyMatch((entry) -> entry.getValue().contains(extension) && transition.to().get(entry.getKey()) != null
					&& NEEDING.contains(entry.getKey().kind()));
	}

	@Override
	protected boolean mustGo(ObjectId below, ObjectId above, Difference difference) {
		return false;
	}

	@Override
	public boolean isAdministered(Kind kind) {
		return true;
	}

	@Override
	public boolean isSame(SchemaObject before, SchemaObject after) {
		return ((Extension) before).schema().equals(((Extension) after).schema());
	}

	@Override
	public List<Note> removalNotes(SchemaObject object, Difference difference) {
		return difference.isCreated(object.id())
				? List.of(Note
					.of("PostgreSQL does not move it to another schema. The content of its own tables is lost."))
				: List.of();
	}

	@Override
	public boolean isCompared(SchemaObject object, Scope scope) {
		return scope.isAbout(Kind.EXTENSION) && scope.schemas().contains(((Extension) object).schema());
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
	public @Nullable ObjectId recordBeside(SchemaObject object) {
		return object.id();
	}

}
