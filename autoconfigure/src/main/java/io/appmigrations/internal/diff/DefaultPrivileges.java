package io.appmigrations.internal.diff;

import java.util.ArrayList;
import java.util.List;

import io.appmigrations.internal.family.privilege.DefaultGrantSql;
import io.appmigrations.internal.schema.DefaultGrant;
import io.appmigrations.internal.schema.DefaultGrants;
import io.appmigrations.internal.schema.Definition;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.model.Change;
import io.appmigrations.model.Change.Action;
import io.appmigrations.model.ObjectId;

/**
 * What the login's default privileges give with everything that it makes. What is made
 * again must not have more, or fewer, than before.
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
		schema.all(Definition.class).stream().flatMap((one) -> DefaultGrantSql.grant(one).stream()).forEach(all::add);
		return new DefaultPrivileges(new DefaultGrants(all, this.grants.withheld()));
	}

	/**
	 * Adds to changes what takes back what default privileges give.
	 * @param found the changes
	 * @param before what is there, or was there once, so that its privileges are known
	 * @param after the desired state, with its privileges
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
		List<String> sql = new ArrayList<>();
		this.grants.given().forEach((one) -> DefaultGrantSql.revoke(one, id, after).ifPresent(sql::add));
		DefaultGrantSql.withheld(id, this.grants.withheld(), after).ifPresent(sql::add);
		return sql;
	}

}
