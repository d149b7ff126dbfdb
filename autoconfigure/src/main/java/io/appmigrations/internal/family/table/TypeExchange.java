package io.appmigrations.internal.family.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.appmigrations.internal.conversion.TypeConversion;
import io.appmigrations.internal.family.Alteration;
import io.appmigrations.internal.family.SqlWriter;
import io.appmigrations.internal.family.Transition;
import io.appmigrations.internal.family.type.Types;
import io.appmigrations.internal.schema.Column;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.model.Note;
import io.appmigrations.model.ObjectId;

/**
 * Puts new types in the places of those that columns have.
 */
public final class TypeExchange {

	private TypeExchange() {
	}

	/**
	 * Writes what replaces types.
	 * @param types the old types, those first that others are made of
	 * @param parts the constraints that each new domain is made with
	 * @param transition the schemas
	 * @return the alteration
	 */
	public static Alteration of(List<ObjectId> types, Function<ObjectId, Set<ObjectId>> parts, Transition transition) {
		SqlWriter writer = transition.writer();
		List<String> sql = new ArrayList<>();
		List<Note> notes = new ArrayList<>();
		Map<ObjectId, ObjectId> successors = transition.replacements().successors();
		Set<String> replaced = types.stream()
			.flatMap((type) -> Types.of(type).names(type, transition))
			.collect(Collectors.toSet());
		for (ObjectId type : types) {
			SchemaObject successor = Objects.requireNonNull(transition.to().get(successors.getOrDefault(type, type)));
			sql.addAll(Types.of(type).setAside(type, replaced, transition));
			sql.addAll(writer.create(successor, parts.apply(successor.id())));
			notes.addAll(writer.ownerNotes(successor.id()));
			notes.addAll(Types.of(type).refusedBy(successor, transition));
		}
		TypeConversion values = transition.conversion().replacing(replaced);
		ColumnTypes columnTypes = new ColumnTypes(transition.names());
		Alteration alteration = new Alteration(sql, notes, true, true, false, false);
		for (Column column : transition.replacements().columns(types)) {
			boolean stays = transition.to().get(column.id()) instanceof Column after
					&& after.type().equals(column.type());
			alteration = columnTypes.change(column,
					stays ? Objects.requireNonNull(transition.to().get(column.id(), Column.class)) : column,
					values.between(column.type(), column.type()), alteration);
		}
		for (int i = types.size() - 1; i >= 0; i--) {
			sql.add("drop %s %s".formatted(types.get(i).kind().keyword(),
					transition.names().of(Types.aside(types.get(i)))));
		}
		return alteration;
	}

}
