package io.appmigrations.internal.family.sequence;

import java.util.List;
import java.util.Set;

import io.appmigrations.internal.family.Alteration;
import io.appmigrations.internal.family.Difference;
import io.appmigrations.internal.family.Family;
import io.appmigrations.internal.family.SqlWriter;
import io.appmigrations.internal.family.Transition;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.internal.schema.SequenceOwner;
import io.appmigrations.model.Change.Action;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * That sequences go when a column goes.
 */
public final class SequenceOwners extends Family {

	@Override
	protected List<String> create(SchemaObject object, Set<ObjectId> parts, SqlWriter writer) {
		SequenceOwner owner = (SequenceOwner) object;
		return List.of("alter sequence %s owned by %s.%s".formatted(writer.names().of(owner.sequence()),
				writer.names().relationOf(owner.column()), Names.quoted(owner.column().name())));
	}

	@Override
	protected String drop(SchemaObject object, SqlWriter writer) {
		return "alter sequence %s owned by none".formatted(writer.names().of(((SequenceOwner) object).sequence()));
	}

	@Override
	public int phase(Kind kind, Action action) {
		return 3;
	}

	@Override
	protected int rank(Action action) {
		return 7;
	}

	@Override
	protected @Nullable Alteration alterInPlace(SchemaObject before, SchemaObject after, Transition transition) {
		return Alteration.of(create(after, Set.of(), transition.writer()));
	}

	@Override
	protected boolean mustGo(ObjectId below, ObjectId above, Difference difference) {
		return difference.isDropped(below) && difference.isKept(above);
	}

	@Override
	protected ObjectId removedWith(ObjectId id, Difference difference) {
		return Sequences.removedWith(id.inKind(Kind.SEQUENCE), id, difference);
	}

	@Override
	public boolean isWorthNaming(ObjectId id) {
		return false;
	}

}
