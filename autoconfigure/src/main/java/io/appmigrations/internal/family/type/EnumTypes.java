package io.appmigrations.internal.family.type;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.appmigrations.internal.family.Alteration;
import io.appmigrations.internal.family.SqlWriter;
import io.appmigrations.internal.family.Transition;
import io.appmigrations.internal.family.Undeclared;
import io.appmigrations.internal.family.read.Row;
import io.appmigrations.internal.schema.EnumType;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.model.Kind;
import io.appmigrations.model.Note;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Enum types.
 */
public final class EnumTypes extends Types {

	static EnumType read(Row row) {
		return new EnumType(TypeReader.id(Kind.ENUM, row), row.strings("labels"), row.string("comment"));
	}

	@Override
	protected List<String> create(SchemaObject object, Set<ObjectId> parts, SqlWriter writer) {
		return List.of("create type %s as enum (%s)".formatted(writer.names().of(object.id()),
				((EnumType) object).labels().stream().map(Names::literal).collect(Collectors.joining(", "))));
	}

	@Override
	protected @Nullable Alteration alterInPlace(SchemaObject before, SchemaObject after, Transition transition) {
		EnumType old = (EnumType) before;
		EnumType type = (EnumType) after;
		String name = transition.names().of(type.id());
		List<String> kept = type.labels().stream().filter(old.labels()::contains).toList();
		if (!kept.equals(old.labels()) || (transition.inOneTransaction() && !type.labels().equals(old.labels()))) {
			return Alteration.replacement();
		}
		List<String> sql = new ArrayList<>();
		String previous = null;
		for (String label : type.labels()) {
			if (!old.labels().contains(label)) {
				String place = (previous != null) ? " after " + Names.literal(previous)
						: old.labels().isEmpty() ? "" : " before " + Names.literal(old.labels().get(0));
				sql.add("alter type %s add value %s%s".formatted(name, Names.literal(label), place));
			}
			previous = label;
		}
		return Alteration.of(sql);
	}

	@Override
	public List<Note> refusedBy(SchemaObject successor, Transition transition) {
		if (!(transition.from().get(successor.id()) instanceof EnumType old)
				|| !(successor instanceof EnumType after)) {
			return List.of();
		}
		List<String> gone = old.labels().stream().filter((label) -> !after.labels().contains(label)).toList();
		return gone.isEmpty() ? List.of()
				: List.of(Note.mayFail("if rows have %s of %s: update them first.".formatted(
						gone.stream().map(Names::literal).collect(Collectors.joining(", ")),
						transition.names().of(old.id()))));
	}

	@Override
	public boolean mayGo(SchemaObject object, Undeclared undeclared) {
		return undeclared.isMade(object);
	}

	@Override
	public Set<String> look(SchemaObject object) {
		return Set.copyOf(((EnumType) object).labels());
	}

	@Override
	public @Nullable ObjectId record(SchemaObject object) {
		return object.id();
	}

}
