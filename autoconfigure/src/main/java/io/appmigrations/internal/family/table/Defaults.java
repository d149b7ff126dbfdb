package io.appmigrations.internal.family.table;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import io.appmigrations.internal.family.Adoption;
import io.appmigrations.internal.family.Alteration;
import io.appmigrations.internal.family.Difference;
import io.appmigrations.internal.family.Family;
import io.appmigrations.internal.family.SqlWriter;
import io.appmigrations.internal.family.Transition;
import io.appmigrations.internal.family.Undeclared;
import io.appmigrations.internal.schema.Default;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.model.Change.Action;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Defaults of columns.
 */
public final class Defaults extends Family {

	@Override
	public Stream<ObjectId> below(ObjectId id, Set<ObjectId> known) {
		return Stream.concat(super.below(id, known), Stream.of(id.inKind(Kind.COLUMN)));
	}

	@Override
	protected List<String> create(SchemaObject object, Set<ObjectId> parts, SqlWriter writer) {
		return List.of("alter table %s alter column %s set default %s".formatted(writer.names().relationOf(object.id()),
				Names.quoted(object.id().name()), ((Default) object).expression()));
	}

	@Override
	protected String drop(SchemaObject object, SqlWriter writer) {
		return "alter table %s alter column %s drop default".formatted(writer.names().relationOf(object.id()),
				Names.quoted(object.id().name()));
	}

	@Override
	public int phase(Kind kind, Action action) {
		return 3;
	}

	@Override
	protected int rank(Action action) {
		return (action == Action.DROP) ? 0 : 6;
	}

	@Override
	protected @Nullable Alteration alterInPlace(SchemaObject before, SchemaObject after, Transition transition) {
		return Alteration.of(create(after, Set.of(), transition.writer()));
	}

	@Override
	protected boolean mustGo(ObjectId below, ObjectId above, Difference difference) {
		return difference.isKept(above)
				&& (difference.isDropped(below) || below.kind() != Kind.COLUMN || difference.isRetyped(below));
	}

	@Override
	protected ObjectId madeWith(ObjectId id, Difference difference) {
		ObjectId column = id.inKind(Kind.COLUMN);
		return (difference.isCreated(column) && !difference.needsMore(id)) ? difference.madeWith(column) : id;
	}

	@Override
	protected List<ObjectId> wholes(ObjectId id, Schema schema) {
		return List.of(id.inKind(Kind.COLUMN));
	}

	@Override
	public boolean isWorthNaming(ObjectId id) {
		return false;
	}

	@Override
	public boolean mayGo(SchemaObject object, Undeclared undeclared) {
		return undeclared.mayLosePart(object.id());
	}

	@Override
	public @Nullable SchemaObject compared(SchemaObject declared, @Nullable SchemaObject present, Adoption adoption) {
		return (!adoption.comparesDefaults() && adoption.actual().get(((Default) declared).column()) != null) ? present
				: declared;
	}

}
