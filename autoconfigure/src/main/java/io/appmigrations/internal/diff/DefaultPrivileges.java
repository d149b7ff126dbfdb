package io.appmigrations.internal.diff;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import io.appmigrations.internal.schema.Column;
import io.appmigrations.internal.schema.DefaultGrant;
import io.appmigrations.internal.schema.DefaultGrants;
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

	private final DefaultGrants grants;

	/**
	 * Creates default privileges.
	 * @param grants what roles get
	 */
	public DefaultPrivileges(DefaultGrants grants) {
		this.grants = grants;
	}

	/**
	 * Adds those of schemas.
	 * @param schema a database
	 * @return all of them
	 */
	public DefaultPrivileges with(Schema schema) {
		List<DefaultGrant> all = new ArrayList<>(this.grants.given());
		schema.all(Definition.class).stream().flatMap((one) -> of(one).stream()).forEach(all::add);
		return new DefaultPrivileges(new DefaultGrants(all, this.grants.withheld()));
	}

	private static Optional<DefaultGrant> of(Definition definition) {
		boolean isOwn = definition.id().kind() == Kind.DEFAULT_PRIVILEGES
				&& !definition.create().get(0).startsWith("alter default privileges for role ");
		return isOwn
				? Optional.of(new DefaultGrant(definition.id().schema(), definition.shape().get(0),
						definition.shape().get(1), (definition.create().size() == 1) ? definition.shape().get(2) : ""))
				: Optional.empty();
	}

	/**
	 * Adds to changes what takes back what default privileges give.
	 * @param found the changes
	 * @param before what is there, or was there once, so that its privileges are known
	 * @param after what shall be there, with its privileges
	 * @return the changes
	 */
	public List<Change> takenBack(SchemaChanges found, Schema before, Schema after) {
		return found.changes().stream().map((change) -> {
			List<String> sql = new ArrayList<>(change.sql());
			if (change.action() == Action.CREATE && before.get(change.object()) != null) {
				sql.addAll(takenBack(change.object(), after));
			}
			found.replaced().successors(change).forEach((type) -> sql.addAll(takenBack(type, after)));
			return sql.equals(change.sql()) ? change : change.withSql(sql.stream().distinct().toList());
		}).toList();
	}

	private List<String> takenBack(ObjectId id, Schema after) {
		Names names = new Names(after.defaultSchema());
		List<String> sql = new ArrayList<>();
		this.grants.given().forEach((one) -> revoke(one, id, after).ifPresent(sql::add));
		String keyword = keyword(id.kind());
		if (this.grants.withheld().contains(kindsOf(keyword)) && after.get(privilegesOf(id, "public")) == null) {
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
			revoke(given, object.id(), after).ifPresent(sql::add);
			Stream.concat(Stream.of(object), parts.stream().map(after::get))
				.filter((part) -> part instanceof Column column && column.identity() != null)
				.map((part) -> ObjectId.of(Kind.SEQUENCE, given.schema(),
						Objects.requireNonNull(((Column) part).identity()).sequence()))
				.forEach((sequence) -> revoke(given, sequence, after).ifPresent(sql::add));
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

	private static Optional<String> revoke(DefaultGrant grant, ObjectId id, Schema after) {
		String keyword = keyword(id.kind());
		Owner owner = after.owner(id);
		boolean isOwn = owner != null && owner.role().equals(grant.role());
		if (isOwn || !grant.kinds().equals(kindsOf(keyword))
				|| !(grant.schema().isEmpty() || grant.schema().equals(id.schema()))) {
			return Optional.empty();
		}
		Definition wanted = after.get(privilegesOf(id, grant.role()), Definition.class);
		boolean isWanted = wanted != null && !grant.privileges().isEmpty() && wanted.create().size() == 1
				&& wanted.create().get(0).startsWith("grant %s on ".formatted(grant.privileges()))
				&& !wanted.create().get(0).endsWith(" with grant option");
		return isWanted ? Optional.empty() : Optional.of("revoke all on %s %s from %s".formatted(keyword,
				name(id, new Names(after.defaultSchema())), grant.role()));
	}

}
