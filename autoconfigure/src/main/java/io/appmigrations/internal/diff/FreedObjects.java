package io.appmigrations.internal.diff;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.appmigrations.internal.family.Families;
import io.appmigrations.internal.family.TypeReplacements;
import io.appmigrations.internal.schema.Column;
import io.appmigrations.internal.schema.CompositeType;
import io.appmigrations.internal.schema.Constraint;
import io.appmigrations.internal.schema.Default;
import io.appmigrations.internal.schema.Definition;
import io.appmigrations.internal.schema.Domain;
import io.appmigrations.internal.schema.Index;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * What depends on a type that goes although its columns stay, as it is without the type:
 * the type that the columns get stands for it. PostgreSQL prints types behind {@code ::},
 * and in the signatures of routines; what the text of a routine says is not touched.
 */
final class FreedObjects {

	private static final Pattern BODY = Pattern.compile("\\n(?:AS |BEGIN ATOMIC|RETURN )");

	private final Names names;

	/** The type that takes the place of each. */
	private final Map<ObjectId, String> replacements = new HashMap<>();

	/** What routines are called whose signatures change. */
	private final Map<ObjectId, ObjectId> routines = new HashMap<>();

	private final Map<ObjectId, Text> signatures = new HashMap<>();

	/**
	 * Finds the types.
	 * @param actual what the database has
	 * @param target the desired columns
	 * @param going what goes
	 */
	FreedObjects(Schema actual, Map<ObjectId, SchemaObject> target, Set<ObjectId> going) {
		this.names = new Names(actual.defaultSchema());
		Set<ObjectId> types = new TreeSet<>(going);
		types.removeIf((id) -> !TypeReplacements.isType(id.kind()));
		if (types.isEmpty()) {
			return;
		}
		for (Column column : actual.all(Column.class)) {
			if (target.get(column.id()) instanceof Column after) {
				types.stream()
					.filter((type) -> isOfType(column, type) && !isOfType(after, type))
					.forEach((type) -> this.replacements.putIfAbsent(type, element(after.baseType())));
			}
		}
	}

	private boolean isOfType(Column column, ObjectId type) {
		return element(column.baseType()).equals(this.names.of(type));
	}

	private static String element(String type) {
		return type.endsWith("[]") ? type.substring(0, type.length() - 2) : type;
	}

	/** Whether something takes the place of a type. */
	boolean isReplaced(ObjectId type) {
		return this.replacements.containsKey(type);
	}

	/** What a routine is called without the type, or anything else. */
	ObjectId name(ObjectId id) {
		return this.routines.getOrDefault(id, id);
	}

	/**
	 * Returns an object without a type.
	 * @return the object, or {@code null} where it cannot be without
	 */
	@Nullable SchemaObject without(ObjectId type, SchemaObject object) {
		String replacement = this.replacements.get(type);
		if (replacement == null) {
			return null;
		}
		Text text = new Text(this.names.of(type), replacement);
		if (object instanceof Constraint constraint) {
			return constraint.withDefinition(text.expression(constraint.definition()));
		}
		if (object instanceof Index index) {
			return new Index(index.id(), index.table(), index.unique(), text.expression(index.definition()),
					index.columns(), index.valid(), index.comment());
		}
		if (object instanceof Default value) {
			return new Default(value.id(), text.expression(value.expression()));
		}
		if (object instanceof Domain domain) {
			return new Domain(domain.id(), text.type(domain.type()), domain.collation(),
					(domain.defaultExpression() != null) ? text.expression(domain.defaultExpression()) : null,
					domain.notNull(), domain.comment());
		}
		if (object instanceof CompositeType composite) {
			return new CompositeType(composite.id(),
					composite.attributes()
						.stream()
						.map((attribute) -> new CompositeType.Attribute(attribute.name(), text.type(attribute.type()),
								attribute.collation()))
						.toList(),
					composite.comment());
		}
		return (object instanceof Definition definition) ? definition(definition, text) : null;
	}

	private @Nullable SchemaObject definition(Definition definition, Text text) {
		ObjectId id = definition.id();
		if (!Families.of(id.kind()).isPrinted(definition)) {
			return null;
		}
		if (!id.kind().isRoutine()) {
			return rewritten(definition, id, text::expression);
		}
		ObjectId renamed = id.renamed(text.signature(id.name()));
		this.routines.put(id, renamed);
		this.signatures.put(id, text);
		return rewritten(definition, renamed, text::routine);
	}

	/** What is said about a routine whose signature changes. */
	SchemaObject following(SchemaObject object) {
		if (object instanceof Definition definition && object.id().kind().isPrivilege()) {
			for (Map.Entry<ObjectId, ObjectId> routine : this.routines.entrySet()) {
				ObjectId old = routine.getKey();
				if (old.schema().equals(object.id().schema()) && old.name().equals(object.id().relation())) {
					ObjectId id = new ObjectId(object.id().kind(), old.schema(), routine.getValue().name(),
							object.id().name());
					Text text = this.signatures.get(old);
					return (text != null) ? rewritten(definition, id, text::signature) : object;
				}
			}
		}
		return object;
	}

	private static Definition rewritten(Definition definition, ObjectId id, UnaryOperator<String> text) {
		String drop = definition.drop();
		String replace = definition.replace();
		List<String> shape = definition.shape().stream().map(text).toList();
		return new Definition(id, definition.create().stream().map(text).toList(),
				(drop != null) ? text.apply(drop) : null, (replace != null) ? text.apply(replace) : null, shape,
				definition.comment());
	}

	/** Where a type stands in what PostgreSQL prints. */
	private static final class Text {

		private final String type;

		private final String plain;

		private final String replacement;

		private final Pattern cast;

		private final Pattern argument;

		Text(String type, String replacement) {
			this.type = type;
			this.plain = replacement;
			this.replacement = Matcher.quoteReplacement(replacement);
			String quoted = Pattern.quote(type);
			this.cast = Pattern.compile("(?<=::)" + quoted + "(?![\\w$.\"])");
			this.argument = Pattern.compile("(?<=[ (,])" + quoted + "(?=(?:\\[])*(?:[,)\\n]| DEFAULT |$))");
		}

		String expression(String sql) {
			return this.cast.matcher(sql).replaceAll(this.replacement);
		}

		String type(String printed) {
			return element(printed).equals(this.type) ? this.plain + printed.substring(this.type.length()) : printed;
		}

		String signature(String name) {
			return this.argument.matcher(name).replaceAll(this.replacement);
		}

		String routine(String sql) {
			Matcher body = BODY.matcher(sql);
			int end = body.find() ? body.start() : sql.length();
			return expression(
					this.argument.matcher(sql.substring(0, end)).replaceAll(this.replacement) + sql.substring(end));
		}

	}

}
