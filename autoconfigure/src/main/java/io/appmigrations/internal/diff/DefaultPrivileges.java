package io.appmigrations.internal.diff;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import io.appmigrations.internal.schema.Column;
import io.appmigrations.internal.schema.Definition;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.Owner;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.model.Change;
import io.appmigrations.model.Change.Action;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;

/**
 * What the login's default privileges give with everything that it makes. What is made
 * again shall not have more, or less, than it had.
 */
public final class DefaultPrivileges {

	private final List<Given> given;

	private final Set<String> withheld;

	/**
	 * Creates default privileges.
	 * @param given what roles get
	 * @param withheld on whose objects, {@code functions} or {@code types}, not everybody
	 * has what PostgreSQL gives otherwise
	 */
	public DefaultPrivileges(Collection<Given> given, Set<String> withheld) {
		this.given = List.copyOf(given);
		this.withheld = Set.copyOf(withheld);
	}

	/**
	 * Adds those of schemas.
	 * @param schema a database
	 * @return all of them
	 */
	public DefaultPrivileges with(Schema schema) {
		List<Given> all = new ArrayList<>(this.given);
		schema.all(Definition.class).stream().flatMap((one) -> of(one).stream()).forEach(all::add);
		return new DefaultPrivileges(all, this.withheld);
	}

	private static Optional<Given> of(Definition definition) {
		boolean isOwn = definition.id().kind() == Kind.DEFAULT_PRIVILEGES
				&& !definition.create().get(0).startsWith("alter default privileges for role ");
		return isOwn ? Optional.of(new Given(definition.id().schema(), definition.shape().get(0),
				definition.shape().get(1), (definition.create().size() == 1) ? definition.shape().get(2) : ""))
				: Optional.empty();
	}

	/**
	 * Adds to changes what takes back what default privileges give.
	 * @param changes the changes
	 * @param before what is there, or was there once, so that its privileges are known
	 * @param after what shall be there, with its privileges
	 * @return the changes
	 */
	public List<Change> takenBack(List<Change> changes, Schema before, Schema after) {
		return changes.stream().map((change) -> {
			List<String> sql = new ArrayList<>(change.sql());
			if (change.action() == Action.CREATE && before.get(change.object()) != null) {
				sql.addAll(takenBack(change.object(), after));
			}
			else if (change.action() == Action.ALTER && change.object().kind().isType()) {
				after.objects()
					.keySet()
					.stream()
					.filter((id) -> id.kind().isType() && isReplacedBy(change, id, after))
					.forEach((id) -> sql.addAll(takenBack(id, after)));
			}
			return sql.equals(change.sql()) ? change : change.withSql(sql.stream().distinct().toList());
		}).toList();
	}

	/** A type that is replaced gives its name to its successor. */
	private static boolean isReplacedBy(Change change, ObjectId type, Schema schema) {
		String name = new Names(schema.defaultSchema()).of(type);
		return change.sql()
			.stream()
			.anyMatch((sql) -> sql.startsWith("create type " + name + " ")
					|| sql.startsWith("create domain " + name + " "));
	}

	private List<String> takenBack(ObjectId id, Schema after) {
		Names names = new Names(after.defaultSchema());
		List<String> sql = new ArrayList<>();
		this.given.forEach((one) -> one.revoke(id, after).ifPresent(sql::add));
		String keyword = keyword(id.kind());
		if (this.withheld.contains(kindsOf(keyword)) && after.get(privilegesOf(id, "public")) == null) {
			sql.add("grant %s on %s %s to public".formatted(keyword.equals("type") ? "usage" : "execute", keyword,
					name(id, names)));
		}
		return sql;
	}

	/**
	 * Writes what takes back what a schema's default privileges give.
	 * @param object what is made
	 * @param parts what is made with it
	 * @param defaults the default privileges
	 * @param after what shall be there
	 * @return the statements
	 */
	static List<String> takenBack(SchemaObject object, Set<ObjectId> parts, Definition defaults, Schema after) {
		List<String> sql = new ArrayList<>();
		of(defaults).ifPresent((given) -> {
			given.revoke(object.id(), after).ifPresent(sql::add);
			Stream.concat(Stream.of(object), parts.stream().map(after::get))
				.filter((part) -> part instanceof Column column && column.identity() != null)
				.map((part) -> ObjectId.of(Kind.SEQUENCE, given.schema(),
						Objects.requireNonNull(((Column) part).identity()).sequence()))
				.forEach((sequence) -> given.revoke(sequence, after).ifPresent(sql::add));
		});
		return sql;
	}

	private static String keyword(Kind kind) {
		return switch (kind) {
			case TABLE, VIEW, MATERIALIZED_VIEW, FOREIGN_TABLE -> "table";
			case SEQUENCE, PROCEDURE -> kind.keyword();
			case FUNCTION, AGGREGATE -> "function";
			case ENUM, COMPOSITE, RANGE, DOMAIN -> "type";
			default -> "";
		};
	}

	private static String kindsOf(String keyword) {
		return keyword.equals("procedure") ? "functions" : keyword + "s";
	}

	private static String name(ObjectId id, Names names) {
		return names.of(id).replaceFirst("\\(\\*\\)$", "()");
	}

	private static ObjectId privilegesOf(ObjectId id, String role) {
		return new ObjectId(Kind.PRIVILEGES, id.schema(), id.name(), role);
	}

	/**
	 * What a role gets.
	 *
	 * @param schema in which schema, or an empty string for all of them
	 * @param kinds on what: {@code tables}, {@code functions} and the like
	 * @param role who gets it, as SQL names it
	 * @param privileges what it gets, in order; empty where some of it may be granted on
	 */
	public record Given(String schema, String kinds, String role, String privileges) {

		private Optional<String> revoke(ObjectId id, Schema after) {
			String keyword = keyword(id.kind());
			Owner owner = after.owner(id);
			boolean isOwn = owner != null && owner.role().equals(this.role);
			if (isOwn || !this.kinds.equals(kindsOf(keyword))
					|| !(this.schema.isEmpty() || this.schema.equals(id.schema()))) {
				return Optional.empty();
			}
			Definition wanted = after.get(privilegesOf(id, this.role), Definition.class);
			boolean isWanted = wanted != null && !this.privileges.isEmpty() && wanted.create().size() == 1
					&& wanted.create().get(0).startsWith("grant %s on ".formatted(this.privileges))
					&& !wanted.create().get(0).endsWith(" with grant option");
			return isWanted ? Optional.empty() : Optional.of("revoke all on %s %s from %s".formatted(keyword,
					name(id, new Names(after.defaultSchema())), this.role));
		}

	}

}
