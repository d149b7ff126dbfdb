package io.appmigrations.internal.family.type;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.appmigrations.internal.family.Alteration;
import io.appmigrations.internal.family.SqlWriter;
import io.appmigrations.internal.family.Transition;
import io.appmigrations.internal.family.Undeclared;
import io.appmigrations.internal.family.read.Address;
import io.appmigrations.internal.family.read.CatalogContents;
import io.appmigrations.internal.family.read.Relation;
import io.appmigrations.internal.family.read.Row;
import io.appmigrations.internal.schema.CompositeType;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.model.Kind;
import io.appmigrations.model.Note;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Composite types.
 */
public final class CompositeTypes extends Types {

	/** Reads a composite type, or the row type of something else. */
	static void read(Address address, Row row, CatalogContents contents) {
		Relation relation = contents.relation(row.number("typrelid"));
		if (relation == null) {
			return;
		}
		if (relation.id().kind() == Kind.COMPOSITE) {
			String comment = row.string("comment");
			contents.add(address, new CompositeType(relation.id(), relation.attributes(),
					(comment != null) ? comment : relation.comment()));
		}
		else {
			contents.locate(address, relation.id());
		}
	}

	@Override
	protected List<String> create(SchemaObject object, Set<ObjectId> parts, SqlWriter writer) {
		return List.of("create type %s as (%s)".formatted(writer.names().of(object.id()),
				((CompositeType) object).attributes()
					.stream()
					.map(CompositeTypes::attribute)
					.collect(Collectors.joining(", "))));
	}

	private static String attribute(CompositeType.Attribute attribute) {
		return "%s %s%s".formatted(Names.quoted(attribute.name()), attribute.type(),
				Collations.clause(attribute.collation()));
	}

	@Override
	protected @Nullable Alteration alterInPlace(SchemaObject before, SchemaObject after, Transition transition) {
		CompositeType old = (CompositeType) before;
		CompositeType type = (CompositeType) after;
		String prefix = "alter type %s ".formatted(transition.names().of(type.id()));
		List<String> oldNames = old.attributes().stream().map(CompositeType.Attribute::name).toList();
		List<String> newNames = type.attributes().stream().map(CompositeType.Attribute::name).toList();
		List<String> kept = oldNames.stream().filter(newNames::contains).toList();
		boolean appendsOnly = newNames.subList(0, Math.min(kept.size(), newNames.size())).equals(kept);
		boolean retyped = old.attributes()
			.stream()
			.anyMatch((attribute) -> newNames.contains(attribute.name()) && !type.attributes().contains(attribute));
		if (!appendsOnly || (retyped && transition.replacements().isUsed(type.id()))) {
			return Alteration.replacement();
		}
		List<String> sql = new ArrayList<>();
		List<Note> notes = new ArrayList<>();
		oldNames.stream().filter((name) -> !newNames.contains(name)).forEach((name) -> {
			sql.add(prefix + "drop attribute " + Names.quoted(name));
			notes.add(Note.losesData("the values of %s.%s irreversibly.".formatted(transition.names().of(type.id()),
					Names.quoted(name))));
		});
		for (CompositeType.Attribute attribute : type.attributes()) {
			if (!oldNames.contains(attribute.name())) {
				sql.add(prefix + "add attribute " + attribute(attribute));
			}
			else if (!old.attributes().contains(attribute)) {
				sql.add("%salter attribute %s type %s%s".formatted(prefix, Names.quoted(attribute.name()),
						attribute.type(), Collations.clause(attribute.collation())));
			}
		}
		return new Alteration(sql, notes, false, false, !notes.isEmpty(), true);
	}

	@Override
	public boolean mayGo(SchemaObject object, Undeclared undeclared) {
		return undeclared.isMade(object);
	}

	@Override
	public ObjectId recordedId(ObjectId id) {
		return id.inKind(Kind.ENUM);
	}

	@Override
	public @Nullable ObjectId record(SchemaObject object) {
		return recordedId(object.id());
	}

}
