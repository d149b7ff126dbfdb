package io.appmigrations.internal.family.privilege;

import java.util.Optional;
import java.util.Set;

import io.appmigrations.internal.family.Families;
import io.appmigrations.internal.schema.DefaultGrant;
import io.appmigrations.internal.schema.Definition;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.Owner;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;

/**
 * Writes what takes back, or adds, what default privileges give with everything that is
 * created.
 */
public final class DefaultGrantSql {

	private DefaultGrantSql() {
	}

	/**
	 * Returns what default privileges give that are the login's own.
	 * @param definition any object
	 * @return the grant, none for other objects and for other roles
	 */
	public static Optional<DefaultGrant> grant(Definition definition) {
		boolean isOwn = definition.id().kind() == Kind.DEFAULT_PRIVILEGES
				&& !definition.create().get(0).startsWith("alter default privileges for role ");
		return isOwn
				? Optional.of(new DefaultGrant(definition.id().schema(), definition.shape().get(0),
						definition.shape().get(1), (definition.create().size() == 1) ? definition.shape().get(2) : ""))
				: Optional.empty();
	}

	/**
	 * Writes what gives everybody what PostgreSQL gives unless it is withheld.
	 * @param id an object that is created
	 * @param withheld on whose objects not everybody has it
	 * @param after the desired state
	 * @return the statement, if there is one
	 */
	public static Optional<String> withheld(ObjectId id, Set<String> withheld, Schema after) {
		String keyword = keyword(id);
		return (withheld.contains(kindsOf(keyword)) && after.get(privilegesOf(id, "public")) == null)
				? Optional.of("grant %s on %s %s to public".formatted(keyword.equals("type") ? "usage" : "execute",
						keyword, name(id, new Names(after.defaultSchema()))))
				: Optional.empty();
	}

	private static String keyword(ObjectId id) {
		return Families.of(id.kind()).grantedOn(id.kind());
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
	 * Writes what takes back what a grant gives.
	 * @param grant the grant
	 * @param id an object that is created
	 * @param after the desired state
	 * @return the statement, if there is one
	 */
	public static Optional<String> revoke(DefaultGrant grant, ObjectId id, Schema after) {
		String keyword = keyword(id);
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
