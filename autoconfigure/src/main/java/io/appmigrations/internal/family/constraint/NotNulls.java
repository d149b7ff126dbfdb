package io.appmigrations.internal.family.constraint;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.appmigrations.internal.family.Alteration;
import io.appmigrations.internal.family.SqlWriter;
import io.appmigrations.internal.schema.Column;
import io.appmigrations.internal.schema.Definition;
import io.appmigrations.internal.schema.Domain;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.NotNull;
import io.appmigrations.model.Kind;
import io.appmigrations.model.NamingConvention;
import io.appmigrations.model.ObjectId;
import io.appmigrations.model.Rename;
import org.jspecify.annotations.Nullable;

/**
 * Not null constraints: when two are the same, and the statements for those that are more
 * than {@code not null}. Which name PostgreSQL gives depends on what else there is, so
 * that one that it could have given counts as none.
 */
public final class NotNulls {

	private static final String LABEL = "not_null";

	private static final Pattern NUMBERED = Pattern.compile("_" + LABEL + "([1-9]\\d{0,5}|)$");

	/** That of a column that is a parent's. */
	private static final Pattern INVALID = Pattern
		.compile("(?s)(?<valid>alter table (?<table>.+) add constraint (?<name>.+) not null .+) not valid");

	private NotNulls() {
	}

	private static String usualName(ObjectId id, String number) {
		return (id.kind() == Kind.DOMAIN) ? NamingConvention.joined(id.name(), "", LABEL + number)
				: NamingConvention.joined(String.valueOf(id.relation()), id.name(), LABEL + number);
	}

	/**
	 * Whether PostgreSQL gave the name of a column's or domain's constraint, or could
	 * have.
	 */
	private static boolean isUsual(ObjectId id, @Nullable String name) {
		if (name == null) {
			return true;
		}
		Matcher number = NUMBERED.matcher(name);
		return number.find() && usualName(id, number.group(1)).equals(name);
	}

	/**
	 * Whether PostgreSQL could have given the name when the table or the column was
	 * called otherwise, or to the table above: constraints are not renamed along.
	 */
	private static boolean isFormerlyUsual(ObjectId id, String name) {
		Matcher label = NUMBERED.matcher(name);
		return label.find() && (id.kind() == Kind.DOMAIN || name.lastIndexOf('_', label.start() - 1) > 0);
	}

	/** Leaves out of a column what means nothing. */
	public static @Nullable NotNull comparable(ObjectId id, @Nullable NotNull notNull) {
		return (notNull != null && isUsual(id, notNull.name())) ? notNull.named(null) : notNull;
	}

	static boolean areSame(ObjectId id, @Nullable NotNull one, @Nullable NotNull other) {
		return Objects.equals(comparable(id, one), comparable(id, other));
	}

	/**
	 * Gives a declared constraint that nobody named the name that the one that is there
	 * has, unless somebody gave it that.
	 */
	public static @Nullable NotNull keepingName(ObjectId id, @Nullable NotNull declared, @Nullable NotNull present) {
		return (declared != null && isUsual(id, declared.name())) ? keepingInheritedName(id, declared, present)
				: declared;
	}

	/** The same for one that may have been named after the table above. */
	public static @Nullable NotNull keepingInheritedName(ObjectId id, @Nullable NotNull declared,
			@Nullable NotNull present) {
		String name = (present != null) ? present.name() : null;
		return (declared != null && name != null && isPostgresql(id, declared.name()) && isPostgresql(id, name))
				? declared.named(name) : declared;
	}

	private static boolean isPostgresql(ObjectId id, @Nullable String name) {
		return name == null || isUsual(id, name) || isFormerlyUsual(id, name);
	}

	/**
	 * Adds what entities cannot say, but for whether it is valid: they mean that it is.
	 */
	public static @Nullable NotNull adopted(ObjectId id, @Nullable NotNull declared, @Nullable NotNull present) {
		if (declared == null || present == null) {
			return declared;
		}
		return new NotNull(isUsual(id, declared.name()) ? present.name() : declared.name(), declared.valid(),
				declared.inheritable() && present.inheritable(),
				(declared.comment() != null) ? declared.comment() : present.comment());
	}

	/**
	 * Whether it can only be made by a statement of its own, once the column is there.
	 */
	public static boolean isMadeLater(@Nullable NotNull notNull) {
		return notNull != null && !notNull.valid();
	}

	/**
	 * Writes the constraint behind a column or a domain.
	 * @param implied whether {@code not null} follows from something else that is written
	 */
	public static String clause(ObjectId id, @Nullable NotNull notNull, boolean implied) {
		if (notNull == null || isMadeLater(notNull)) {
			return "";
		}
		if (isPlain(id, notNull)) {
			return implied ? "" : " not null";
		}
		return " constraint %s not null%s".formatted(Names.quoted(nameOf(id, notNull)), inheritance(notNull));
	}

	/** Whether {@code set not null} makes it. */
	public static boolean isPlain(ObjectId id, NotNull notNull) {
		return notNull.valid() && notNull.inheritable() && notNull.comment() == null
				&& (notNull.name() == null || notNull.name().equals(usualName(id, "")));
	}

	private static String nameOf(ObjectId id, NotNull notNull) {
		return (notNull.name() != null) ? notNull.name() : usualName(id, "");
	}

	private static String inheritance(NotNull notNull) {
		return notNull.inheritable() ? "" : " no inherit";
	}

	/**
	 * Writes what adds a constraint that is more than {@code set not null} to a column.
	 */
	public static List<String> add(Column column, NotNull notNull, SqlWriter writer) {
		List<String> sql = new ArrayList<>();
		sql.add("alter table %s add constraint %s not null %s%s%s".formatted(writer.names().relationOf(column.id()),
				Names.quoted(nameOf(column.id(), notNull)), Names.quoted(column.id().name()), inheritance(notNull),
				notNull.valid() ? "" : " not valid"));
		if (notNull.comment() != null) {
			sql.add(comment(column.id(), notNull, writer));
		}
		return sql;
	}

	/** Writes whether tables that inherit have the constraint of a column too. */
	public static String inherit(ObjectId column, NotNull notNull, boolean inherit, SqlWriter writer) {
		return "alter table %s alter constraint %s %s".formatted(writer.names().relationOf(column),
				Names.quoted(nameOf(column, notNull)), inherit ? "inherit" : "no inherit");
	}

	/** Writes what makes a domain refuse null. */
	public static List<String> add(Domain domain, NotNull notNull, SqlWriter writer) {
		String prefix = "alter domain %s ".formatted(writer.names().of(domain.id()));
		if (isPlain(domain.id(), notNull)) {
			return List.of(prefix + "set not null");
		}
		List<String> sql = new ArrayList<>();
		sql.add("%sadd constraint %s not null".formatted(prefix, Names.quoted(nameOf(domain.id(), notNull))));
		if (notNull.comment() != null) {
			sql.add(comment(domain.id(), notNull, writer));
		}
		return sql;
	}

	/**
	 * Finds what gives a constraint another name.
	 * @return the rename, or {@code null} where the name stays
	 */
	public static @Nullable Rename rename(ObjectId id, NotNull before, NotNull after) {
		String name = before.name();
		return (name == null || areSame(id, NotNull.PLAIN.named(name), NotNull.PLAIN.named(after.name()))) ? null
				: new Rename(constraintOf(id, name), nameOf(id, after));
	}

	/**
	 * Writes what makes one constraint into another that is no less valid.
	 * @param renames what renames it
	 * @param below what is to be done to the tables that inherit, once they need no more
	 */
	public static void alter(ObjectId id, NotNull before, NotNull after, List<String> renames, List<String> below,
			SqlWriter writer, Alteration alteration) {
		if (before.name() == null) {
			return;
		}
		Rename rename = rename(id, before, after);
		String name = (rename != null) ? rename.newName() : before.name();
		List<String> sql = alteration.sql();
		sql.addAll(renames);
		String prefix = (id.kind() == Kind.DOMAIN) ? "alter domain %s ".formatted(writer.names().of(id))
				: "alter table %s ".formatted(writer.names().relationOf(id));
		if (!before.valid() && after.valid()) {
			sql.add("%svalidate constraint %s".formatted(prefix, Names.quoted(name)));
		}
		if (before.inheritable() != after.inheritable()) {
			sql.add(inherit(id, after.named(name), after.inheritable(), writer));
			sql.addAll(below);
		}
		if (!Objects.equals(before.comment(), after.comment())) {
			sql.add(comment(id, after.named(name), writer));
		}
	}

	/** Whether that of a column that is a parent's is valid. */
	static boolean isValid(Definition overridden) {
		return !INVALID.matcher(overridden.create().get(0)).matches();
	}

	/**
	 * Writes what makes the constraint that a table has on a column of its parent's
	 * valid.
	 * @return how, or {@code null} where there is more to it
	 */
	static @Nullable Alteration validated(Definition old, Definition definition) {
		Matcher invalid = INVALID.matcher(old.create().get(0));
		List<String> rest = definition.create().subList(1, definition.create().size());
		if (!invalid.matches() || !rest.equals(old.create().subList(1, old.create().size()))
				|| !(definition.create().get(0).equals(invalid.group("valid"))
						|| (definition.create().get(0).endsWith(" set not null")
								&& NUMBERED.matcher(invalid.group("name")).find()))) {
			return null;
		}
		return Alteration.of(List
			.of("alter table %s validate constraint %s".formatted(invalid.group("table"), invalid.group("name"))));
	}

	/** Writes the comment on the constraint of a column or a domain. */
	static String comment(ObjectId id, NotNull notNull, SqlWriter writer) {
		return writer.comment(constraintOf(id, nameOf(id, notNull)), notNull.comment());
	}

	private static ObjectId constraintOf(ObjectId id, String name) {
		return (id.kind() == Kind.DOMAIN) ? ObjectId.member(Kind.DOMAIN_CONSTRAINT, id, name)
				: new ObjectId(Kind.CONSTRAINT, id.schema(), id.relation(), name);
	}

	/** Adds the comment on the constraint of a column or a domain that was created. */
	public static List<String> withComment(List<String> comments, ObjectId id, @Nullable NotNull notNull,
			SqlWriter writer) {
		if (notNull == null || notNull.comment() == null || isMadeLater(notNull)) {
			return comments;
		}
		List<String> all = new ArrayList<>(comments);
		all.add(comment(id, notNull, writer));
		return all;
	}

}
