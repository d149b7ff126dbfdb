package io.appmigrations.internal.family.type;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.appmigrations.internal.family.Alteration;
import io.appmigrations.internal.family.Transition;
import io.appmigrations.internal.family.read.Address;
import io.appmigrations.internal.family.read.CatalogContents;
import io.appmigrations.internal.family.read.Row;
import io.appmigrations.internal.family.read.SystemCatalog;
import io.appmigrations.internal.schema.Definition;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Range types, each with its multirange.
 */
public final class RangeTypes extends Types {

	static void read(Address address, Row row, CatalogContents contents) {
		ObjectId id = TypeReader.id(Kind.RANGE, row);
		StringBuilder sql = new StringBuilder("create type ").append(contents.names().of(id))
			.append(" as range (subtype = ")
			.append(row.string("subtype"));
		String operatorClass = row.string("opclass");
		if (operatorClass != null) {
			sql.append(", subtype_opclass = ").append(Names.quoted(operatorClass));
		}
		String collation = row.string("subtype_collation");
		if (collation != null) {
			sql.append(", collation = ").append(collation);
		}
		String difference = row.string("subtype_diff");
		if (difference != null) {
			sql.append(", subtype_diff = ").append(difference);
		}
		sql.append(", multirange_type_name = ")
			.append(contents.names().qualified(id.schema(), row.text("multirange")))
			.append(")");
		contents.add(address, new Definition(id, List.of(sql.toString()), null, List.of(), row.string("comment")));
		contents.locate(new Address(SystemCatalog.PG_TYPE, row.number("multirange_oid")), id);
	}

	private static final Pattern RANGE = Pattern.compile(
			"create type \\S+ as range \\(subtype = (?<subtype>.*?)(?:, (?:subtype_opclass|collation|subtype_diff) = .*)?"
					+ ", multirange_type_name = (?<multirange>.*)\\)");

	@Override
	protected @Nullable Alteration alterInPlace(SchemaObject before, SchemaObject after, Transition transition) {
		Alteration alteration = super.alterInPlace(before, after, transition);
		return (alteration == null && transition.replacements().isUsed(after.id())) ? Alteration.replacement()
				: alteration;
	}

	@Override
	public Stream<String> names(ObjectId type, Transition transition) {
		Matcher range = range(type, transition);
		return Stream.concat(super.names(type, transition),
				(range != null) ? Stream.of(range.group("multirange")) : Stream.empty());
	}

	/**
	 * With a range go its multirange, and those of its functions that would be in the
	 * way.
	 */
	@Override
	public List<String> setAside(ObjectId type, Set<String> replaced, Transition transition) {
		List<String> sql = new ArrayList<>(super.setAside(type, replaced, transition));
		Matcher range = range(type, transition);
		if (range != null) {
			String multirange = range.group("multirange");
			String bare = multirange.substring(multirange.lastIndexOf('.') + 1);
			sql.add("alter type %s rename to %s".formatted(multirange, aside(bare)));
			sql.add("alter function %s() rename to %s".formatted(multirange, aside(bare)));
			String subtype = range.group("subtype");
			if (!replaced.contains(subtype)) {
				for (String arguments : List.of("%1$s, %1$s", "%1$s, %1$s, text")) {
					sql.add("alter function %s(%s) rename to %s".formatted(transition.names().of(type),
							arguments.formatted(subtype), Names.quoted(aside(type).name())));
				}
			}
		}
		return sql;
	}

	private static @Nullable Matcher range(ObjectId type, Transition transition) {
		Definition definition = transition.from().get(type, Definition.class);
		Matcher matcher = (definition != null) ? RANGE.matcher(definition.create().get(0)) : null;
		return (matcher != null && matcher.matches()) ? matcher : null;
	}

	/** Of a name as it is written in SQL. */
	private static String aside(String name) {
		return name.endsWith("\"") ? name.substring(0, name.length() - 1) + "__old\"" : name + "__old";
	}

	@Override
	public ObjectId recordedId(ObjectId id) {
		return id.inKind(Kind.ENUM);
	}

	@Override
	public @Nullable ObjectId recordBeside(SchemaObject object) {
		return recordedId(object.id());
	}

}
