package io.appmigrations.internal.family.sequence;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.appmigrations.internal.family.Adoption;
import io.appmigrations.internal.family.Alteration;
import io.appmigrations.internal.family.Difference;
import io.appmigrations.internal.family.Family;
import io.appmigrations.internal.family.SqlWriter;
import io.appmigrations.internal.family.Transition;
import io.appmigrations.internal.family.Undeclared;
import io.appmigrations.internal.family.read.CatalogContents;
import io.appmigrations.internal.family.read.CatalogPlace;
import io.appmigrations.internal.family.read.Row;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.internal.schema.Sequence;
import io.appmigrations.internal.schema.SequenceOptions;
import io.appmigrations.internal.schema.SequenceOwner;
import io.appmigrations.model.Change.Action;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Sequences that do not belong to an identity column.
 */
public final class Sequences extends Family {

	public static Sequence read(ObjectId id, Row row) {
		return new Sequence(id, row.text("seqtype"), options(row), "u".equals(row.string("relpersistence")),
				row.string("comment"));
	}

	public static SequenceOptions options(Row row) {
		return new SequenceOptions(row.number("seqstart"), row.number("seqincrement"), row.number("seqmin"),
				row.number("seqmax"), row.number("seqcache"), row.flag("seqcycle"));
	}

	@Override
	public void readDependency(ObjectId id, ObjectId other, String type, CatalogContents contents) {
		if (other.kind() != Kind.COLUMN) {
			super.readDependency(id, other, type, contents);
			return;
		}
		SequenceOwner owner = new SequenceOwner(ObjectId.of(Kind.SEQUENCE_OWNER, id.schema(), id.name()), other);
		contents.add(owner);
		contents.depend(owner.id(), id);
		contents.depend(owner.id(), other);
	}

	@Override
	public CatalogPlace place(ObjectId id, Names names) {
		return CatalogPlace.relation(names.of(id));
	}

	@Override
	protected List<String> create(SchemaObject object, Set<ObjectId> parts, SqlWriter writer) {
		Sequence sequence = (Sequence) object;
		String type = sequence.type().equals("bigint") ? "" : " as " + sequence.type();
		String options = String.join(" ", SequenceClauses.ofNew(sequence.options(), sequence.type()));
		return List.of("create %ssequence %s%s %s"
			.formatted(sequence.unlogged() ? "unlogged " : "", writer.names().of(sequence.id()), type, options)
			.strip());
	}

	@Override
	public int phase(Kind kind, Action action) {
		return (action == Action.DROP) ? 9 : 2;
	}

	@Override
	protected @Nullable Alteration alterInPlace(SchemaObject before, SchemaObject after, Transition transition) {
		Sequence old = (Sequence) before;
		Sequence sequence = (Sequence) after;
		String name = transition.names().of(sequence.id());
		String prefix = "alter sequence %s".formatted(name);
		List<String> sql = new ArrayList<>();
		String type = old.type().equals(sequence.type()) ? "" : " as " + sequence.type();
		SequenceOptions usual = old.options().retyped(old.type(), sequence.type());
		String clauses = SequenceClauses.of(sequence.options(), usual)
			.stream()
			.map((clause) -> " " + clause)
			.collect(Collectors.joining());
		if (!type.isEmpty() || !clauses.isEmpty()) {
			SequenceClauses.moveIntoBounds(old.options(), sequence.options(), name, sql);
			sql.add(prefix + type + clauses
					+ (SequenceClauses.areApart(old.options(), sequence.options()) ? " restart" : ""));
		}
		if (old.unlogged() != sequence.unlogged()) {
			sql.add(prefix + (sequence.unlogged() ? " set unlogged" : " set logged"));
		}
		return Alteration.of(sql);
	}

	@Override
	protected boolean mustGo(ObjectId below, ObjectId above, Difference difference) {
		return false;
	}

	@Override
	protected ObjectId removedWith(ObjectId id, Difference difference) {
		return removedWith(id, id.inKind(Kind.SEQUENCE_OWNER), difference);
	}

	/** What takes a sequence along, and that a column owns it. */
	static ObjectId removedWith(ObjectId sequence, ObjectId owner, Difference difference) {
		if (!difference.isDropped(sequence)) {
			return owner;
		}
		return (difference.from().get(owner) instanceof SequenceOwner owned && difference.isDropped(owned.column()))
				? difference.removedWith(owned.column()) : sequence;
	}

	@Override
	public String grantedOn(Kind kind) {
		return "sequence";
	}

	@Override
	public boolean mayGo(SchemaObject object, Undeclared undeclared) {
		return undeclared.isMade(object) || isOfGoingTable(object.id(), undeclared);
	}

	private static boolean isOfGoingTable(ObjectId id, Undeclared undeclared) {
		if (!id.name().endsWith("_seq")) {
			return false;
		}
		ObjectId table = ObjectId.table(id.schema(), id.name().substring(0, id.name().length() - "_seq".length()));
		return undeclared.actual().get(table) != null && undeclared.desired().get(table) == null;
	}

	@Override
	public Set<String> look(SchemaObject object) {
		return Set.of();
	}

	@Override
	public @Nullable ObjectId record(SchemaObject object) {
		return object.id();
	}

	@Override
	public SchemaObject adopted(SchemaObject declared, SchemaObject present, Adoption adoption) {
		Sequence sequence = (Sequence) declared;
		Sequence plain = (Sequence) adoption.plain(sequence);
		return new Sequence(sequence.id(), sequence.type(), sequence.options(),
				said(sequence.unlogged(), plain.unlogged(), ((Sequence) present).unlogged()),
				saidOrNone(sequence.comment(), plain.comment(), present.comment()));
	}

}
