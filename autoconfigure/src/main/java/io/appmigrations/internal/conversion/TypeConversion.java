package io.appmigrations.internal.conversion;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import io.appmigrations.internal.schema.Column;
import io.appmigrations.internal.schema.CompositeType;
import io.appmigrations.internal.schema.Domain;
import io.appmigrations.internal.schema.EnumType;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.internal.sql.SqlToken;
import io.appmigrations.internal.sql.SqlTokens;
import io.appmigrations.internal.sql.TokenType;
import io.appmigrations.model.ConstraintType;
import io.appmigrations.model.ObjectId;

/**
 * How the values of one type become those of another: looks through arrays, domains and
 * enums, and leaves the types of the server to {@link ValueConversion}.
 */
public final class TypeConversion {

	/**
	 * A label in a check, as of an enum whose names are stored: a literal that is no
	 * number.
	 */
	private static final Pattern NUMBER = Pattern.compile("-?[0-9.]*");

	private final Schema from;

	private final Schema to;

	private final Map<String, SchemaObject> fromTypes;

	private final Map<String, SchemaObject> toTypes;

	/** The types that are others afterwards although they have the same names. */
	private final Set<String> replaced;

	public TypeConversion(Schema from, Schema to) {
		this(from, to, types(from), types(to), Set.of());
	}

	private TypeConversion(Schema from, Schema to, Map<String, SchemaObject> fromTypes,
			Map<String, SchemaObject> toTypes, Set<String> replaced) {
		this.from = from;
		this.to = to;
		this.fromTypes = fromTypes;
		this.toTypes = toTypes;
		this.replaced = replaced;
	}

	/**
	 * For values of types in whose places others of the same names come.
	 * @param types the types, as they are written
	 */
	public TypeConversion replacing(Set<String> types) {
		return new TypeConversion(this.from, this.to, this.fromTypes, this.toTypes, types);
	}

	private static Map<String, SchemaObject> types(Schema schema) {
		Names names = new Names(schema.defaultSchema());
		Map<String, SchemaObject> types = new HashMap<>();
		schema.objects().values().forEach((object) -> {
			if (object.id().kind().isType()) {
				types.put(names.of(object.id()), object);
			}
		});
		return types;
	}

	/**
	 * Finds how the values of a column are converted.
	 * @param old the column as it is
	 * @param column the desired column
	 */
	public Conversion between(Column old, Column column) {
		SqlType source = base(SqlType.of(old.type()), this.fromTypes);
		SqlType target = base(SqlType.of(column.type()), this.toTypes);
		if ((source.isNumber() && target.isString() && hasLabels(this.to, column))
				|| (source.isString() && target.isNumber() && hasLabels(this.from, old))) {
			return Conversion.unknown();
		}
		return between(old.type(), column.type());
	}

	/**
	 * Whether a check lists what the column may be, so that a number cannot be its text.
	 */
	private static boolean hasLabels(Schema schema, Column column) {
		ObjectId table = column.id().table();
		return table != null && schema.constraints(table)
			.anyMatch((constraint) -> constraint.type() == ConstraintType.CHECK
					&& constraint.columns().equals(List.of(column.id().name())) && hasLabel(constraint.definition()));
	}

	private static boolean hasLabel(String definition) {
		SqlTokens tokens = SqlTokens.of(definition);
		for (SqlToken token = tokens.next(); token != null; token = tokens.next()) {
			if (token.type() == TokenType.STRING && !NUMBER.matcher(token.string()).matches()) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Finds how values are converted.
	 * @param from the type as it is
	 * @param to the new type
	 */
	public Conversion between(String from, String to) {
		SqlType source = base(SqlType.of(from), this.fromTypes);
		SqlType declared = SqlType.of(to);
		SqlType target = base(declared, this.toTypes);
		Conversion conversion = between(source, target);
		boolean checked = this.toTypes.get(declared.name()) instanceof Domain domain && isChecked(domain)
				&& (!SqlType.of(from).equals(declared) || this.replaced.contains(declared.name()));
		return conversion.failingIf(checked, "rejected by the domain " + declared.name());
	}

	private boolean isChecked(Domain domain) {
		return domain.notNull() != null || this.toTypes.get(domain.type()) instanceof Domain
				|| Domain.constraints(domain.id(), this.to).findAny().isPresent();
	}

	/** Looks through domains. */
	private static SqlType base(SqlType type, Map<String, SchemaObject> types) {
		SqlType base = type;
		while (types.get(base.name()) instanceof Domain domain) {
			SqlType below = SqlType.of(domain.type());
			base = new SqlType(below.name(), below.modifiers(), below.fields(), base.array() || below.array());
		}
		return base;
	}

	private Conversion between(SqlType source, SqlType target) {
		if (source.equals(target) && !this.replaced.contains(source.name())) {
			return Conversion.assigned();
		}
		if (target.isJson() && (source.array() || this.fromTypes.get(source.name()) instanceof CompositeType)) {
			return ValueConversion.asJson(target);
		}
		if (source.array()) {
			return target.array() ? between(source.element(), target.element()).ofElements() : Conversion.unknown();
		}
		if (target.array()) {
			boolean mayBeArray = source.isJson() && !target.element().isJson();
			String present = (this.fromTypes.get(source.name()) instanceof EnumType
					|| !this.fromTypes.containsKey(source.name())) ? "is not null" : "is distinct from null";
			return mayBeArray ? Conversion.unknown() : asElement(between(source, target.element()), present);
		}
		return single(source, target);
	}

	/**
	 * No value is not the same as an array with one that is null; a row is null for
	 * {@code IS NULL} where its fields are.
	 */
	private static Conversion asElement(Conversion element, String present) {
		if (!element.known()) {
			return element;
		}
		return Conversion.computed("case when %%1$s %s then array[%s] end".formatted(present, element.of("%1$s")))
			.saying(element)
			.remarking("Each value of %s becomes the only element of its array.");
	}

	private Conversion single(SqlType source, SqlType target) {
		if (source.name().equals(target.name()) && this.replaced.contains(source.name())) {
			return ofSuccessor(source.name());
		}
		if (this.fromTypes.get(source.name()) instanceof EnumType before) {
			return ofEnum(before, target);
		}
		if (this.toTypes.get(target.name()) instanceof EnumType after) {
			return (source.isString() && !source.is("\"char\""))
					? Conversion.cast(target.name())
						.failing("not a label of %s (%s)".formatted(target.name(), String.join(", ", after.labels())))
					: Conversion.unknown();
		}
		return ValueConversion.between(source, target);
	}

	private Conversion ofSuccessor(String name) {
		SchemaObject before = this.fromTypes.get(name);
		SchemaObject after = this.toTypes.get(name);
		if (before instanceof CompositeType old && after instanceof CompositeType type) {
			return ofAttributes(old, type);
		}
		// a multirange has no object of its own
		boolean sameKind = (before != null) ? after != null && before.id().equals(after.id()) : after == null;
		return sameKind ? Conversion.cast("text", name) : Conversion.unknown();
	}

	private Conversion ofEnum(EnumType before, SqlType target) {
		if (this.toTypes.get(target.name()) instanceof EnumType after) {
			List<String> gone = new ArrayList<>(before.labels());
			gone.removeAll(after.labels());
			return Conversion.cast("text", target.name()).failingIf(!gone.isEmpty(), String.join(", ", gone));
		}
		if (target.isString()) {
			int longest = before.labels()
				.stream()
				.mapToInt((label) -> label.codePointCount(0, label.length()))
				.max()
				.orElse(0);
			return target.is("\"char\"") ? Conversion.unknown() : Conversion.assigned()
				.failingIf(longest > target.maxLength(), "longer than %s characters".formatted(target.maxLength()));
		}
		return target.isJson() ? ValueConversion.asJson(target) : Conversion.unknown();
	}

	/**
	 * Finds how the values of a composite type become those of one with other attributes.
	 * Over its text each attribute is taken as one that is assigned; a cast would cut it.
	 * @param before the type as it is
	 * @param after the new type
	 */
	Conversion ofAttributes(CompositeType before, CompositeType after) {
		Map<String, CompositeType.Attribute> old = new LinkedHashMap<>();
		before.attributes().forEach((attribute) -> old.put(attribute.name(), attribute));
		List<String> fields = new ArrayList<>();
		Conversion said = Conversion.assigned();
		boolean assigned = old.keySet()
			.stream()
			.toList()
			.equals(after.attributes().stream().map(CompositeType.Attribute::name).toList());
		for (CompositeType.Attribute attribute : after.attributes()) {
			CompositeType.Attribute same = old.remove(attribute.name());
			if (same == null) {
				fields.add("null");
				continue;
			}
			Conversion conversion = between(same.type(), attribute.type());
			if (!conversion.known()) {
				return conversion;
			}
			fields.add(conversion.of("(%1$s)." + Names.quoted(attribute.name())));
			said = said.saying(conversion);
			assigned &= conversion.isAssigned() || conversion.isByText();
		}
		for (String gone : old.keySet()) {
			said = said.losing("their attribute " + gone + " is lost");
		}
		String name = new Names(this.to.defaultSchema()).of(after.id());
		Conversion conversion = assigned ? Conversion.cast("text", name)
				: Conversion.computed("case when %%1$s is distinct from null then row(%s)::text::%s end"
					.formatted(String.join(", ", fields), name));
		return conversion.saying(said);
	}

}
