package io.appmigrations.internal.diff;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.appmigrations.internal.diff.Alterations.Alteration;
import io.appmigrations.internal.schema.Column;
import io.appmigrations.internal.schema.CompositeType;
import io.appmigrations.internal.schema.Definition;
import io.appmigrations.internal.schema.EnumType;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Alters types in place, or puts new ones in the places of those that columns have.
 */
final class TypeAlterations {

	private static final Pattern RANGE = Pattern.compile(
			"create type \\S+ as range \\(subtype = (?<subtype>.*?)(?:, (?:subtype_opclass|collation|subtype_diff) = .*)?"
					+ ", multirange_type_name = (?<multirange>.*)\\)");

	private final Schema from;

	private final Schema to;

	private final SqlWriter writer;

	private final Names names;

	private final ColumnTypes columnTypes;

	private final TypeConversion conversion;

	private final TypeReplacements replacements;

	private final boolean inOneTransaction;

	TypeAlterations(Schema from, Schema to, SqlWriter writer, TypeConversion conversion, TypeReplacements replacements,
			boolean inOneTransaction) {
		this.from = from;
		this.to = to;
		this.writer = writer;
		this.names = writer.names();
		this.columnTypes = new ColumnTypes(this.names);
		this.conversion = conversion;
		this.replacements = replacements;
		this.inOneTransaction = inOneTransaction;
	}

	Alteration enumType(EnumType old, EnumType type) {
		String name = this.names.of(type.id());
		List<String> kept = type.labels().stream().filter(old.labels()::contains).toList();
		if (!kept.equals(old.labels()) || (this.inOneTransaction && !type.labels().equals(old.labels()))) {
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

	/**
	 * Puts new types in the places of those that columns have.
	 * @param types the old types, those first that others are made of
	 * @param parts the constraints that each new domain is made with
	 */
	Alteration replace(List<ObjectId> types, Function<ObjectId, Set<ObjectId>> parts) {
		List<String> sql = new ArrayList<>();
		List<String> notes = new ArrayList<>();
		Map<ObjectId, ObjectId> successors = this.replacements.successors();
		Set<String> replaced = types.stream()
			.flatMap((type) -> Stream.concat(Stream.of(this.names.of(type)), multirange(type).stream()))
			.collect(Collectors.toSet());
		for (ObjectId type : types) {
			SchemaObject successor = Objects.requireNonNull(this.to.get(successors.getOrDefault(type, type)));
			sql.addAll(renamedAside(type, replaced));
			sql.addAll(this.writer.create(successor, parts.apply(successor.id())));
			notes.addAll(this.writer.ownerNotes(successor.id()));
			if (this.from.get(type) instanceof EnumType old && successor instanceof EnumType after) {
				notes.addAll(RefusedRows.withoutLabels(this.names.of(type),
						old.labels().stream().filter((label) -> !after.labels().contains(label)).toList()));
			}
		}
		TypeConversion values = this.conversion.replacing(replaced);
		Alteration alteration = new Alteration(sql, notes, true, true, false);
		for (Column column : this.replacements.columns(types)) {
			boolean stays = this.to.get(column.id()) instanceof Column after && after.type().equals(column.type());
			alteration = this.columnTypes.change(column,
					stays ? Objects.requireNonNull(this.to.get(column.id(), Column.class)) : column,
					values.between(column.type(), column.type()), alteration);
		}
		for (int i = types.size() - 1; i >= 0; i--) {
			sql.add("drop %s %s".formatted(types.get(i).kind().keyword(), this.names.of(aside(types.get(i)))));
		}
		return alteration;
	}

	private @Nullable Matcher range(ObjectId type) {
		Definition definition = (type.kind() == Kind.RANGE) ? this.from.get(type, Definition.class) : null;
		Matcher matcher = (definition != null) ? RANGE.matcher(definition.create().get(0)) : null;
		return (matcher != null && matcher.matches()) ? matcher : null;
	}

	private Optional<String> multirange(ObjectId type) {
		return Optional.ofNullable(range(type)).map((matcher) -> matcher.group("multirange"));
	}

	/** What is called so until it is dropped. */
	static ObjectId aside(ObjectId id) {
		return id.renamed(id.name() + "__old");
	}

	/** Of a name as it is written in SQL. */
	private static String aside(String name) {
		return name.endsWith("\"") ? name.substring(0, name.length() - 1) + "__old\"" : name + "__old";
	}

	/**
	 * With a range go its multirange, and those of its functions that would be in the
	 * way.
	 */
	private List<String> renamedAside(ObjectId type, Set<String> replaced) {
		List<String> sql = new ArrayList<>(List.of("alter %s %s rename to %s".formatted(type.kind().keyword(),
				this.names.of(type), Names.quoted(aside(type).name()))));
		Matcher range = range(type);
		if (range != null) {
			String multirange = range.group("multirange");
			String bare = multirange.substring(multirange.lastIndexOf('.') + 1);
			sql.add("alter type %s rename to %s".formatted(multirange, aside(bare)));
			sql.add("alter function %s() rename to %s".formatted(multirange, aside(bare)));
			String subtype = range.group("subtype");
			if (!replaced.contains(subtype)) {
				for (String arguments : List.of("%1$s, %1$s", "%1$s, %1$s, text")) {
					sql.add("alter function %s(%s) rename to %s".formatted(this.names.of(type),
							arguments.formatted(subtype), Names.quoted(aside(type).name())));
				}
			}
		}
		return sql;
	}

	Alteration compositeType(CompositeType old, CompositeType type) {
		String prefix = "alter type %s ".formatted(this.names.of(type.id()));
		List<String> oldNames = old.attributes().stream().map(CompositeType.Attribute::name).toList();
		List<String> newNames = type.attributes().stream().map(CompositeType.Attribute::name).toList();
		List<String> kept = oldNames.stream().filter(newNames::contains).toList();
		boolean appendsOnly = newNames.subList(0, Math.min(kept.size(), newNames.size())).equals(kept);
		boolean retyped = old.attributes()
			.stream()
			.anyMatch((attribute) -> newNames.contains(attribute.name()) && !type.attributes().contains(attribute));
		if (!appendsOnly || (retyped && this.replacements.isUsed(type.id()))) {
			return Alteration.replacement();
		}
		List<String> sql = new ArrayList<>();
		List<String> notes = new ArrayList<>();
		oldNames.stream().filter((name) -> !newNames.contains(name)).forEach((name) -> {
			sql.add(prefix + "drop attribute " + Names.quoted(name));
			notes.add("Drops the values of %s.%s, and nothing brings them back.".formatted(this.names.of(type.id()),
					Names.quoted(name)));
		});
		for (CompositeType.Attribute attribute : type.attributes()) {
			if (!oldNames.contains(attribute.name())) {
				sql.add(prefix + "add attribute " + SqlWriter.attribute(attribute));
			}
			else if (!old.attributes().contains(attribute)) {
				sql.add("%salter attribute %s type %s%s".formatted(prefix, Names.quoted(attribute.name()),
						attribute.type(), SqlWriter.collate(attribute.collation())));
			}
		}
		return new Alteration(sql, notes, false, false, !notes.isEmpty());
	}

}
