package io.appmigrations.internal.family;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import io.appmigrations.internal.schema.Column;
import io.appmigrations.internal.schema.DefaultGrant;
import io.appmigrations.internal.schema.Definition;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.model.Change.Action;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;

/**
 * Privileges, also those on what is created later.
 */
final class Privileges extends Family {

	@Override
	public int phase(Kind kind, Action action) {
		boolean drop = action == Action.DROP;
		return (kind == Kind.DEFAULT_PRIVILEGES) ? (drop ? -1 : 8) : (drop ? 0 : 7);
	}

	@Override
	boolean mustGo(ObjectId below, ObjectId above, Difference difference) {
		return above.kind() == Kind.PRIVILEGES && (difference.isDropped(below) || below.kind().isType());
	}

	@Override
	ObjectId removedWithPart(ObjectId id, Difference difference) {
		return (id.kind() == Kind.PRIVILEGES) ? difference.removal().setOn(id, difference, (below) -> true) : id;
	}

	/** Takes back what default privileges give and the object shall not have. */
	@Override
	public List<String> afterAddition(SchemaObject object, Set<ObjectId> parts, Difference difference) {
		return difference.from()
			.all(Definition.class)
			.stream()
			.filter((one) -> one.id().kind() == Kind.DEFAULT_PRIVILEGES && !difference.isDropped(one.id()))
			.flatMap((defaults) -> DefaultGrantSql.grant(defaults).stream())
			.flatMap((given) -> takenBack(given, object, parts, difference.to()).stream())
			.toList();
	}

	private static List<String> takenBack(DefaultGrant given, SchemaObject object, Set<ObjectId> parts, Schema after) {
		List<String> sql = new ArrayList<>();
		DefaultGrantSql.revoke(given, object.id(), after).ifPresent(sql::add);
		Stream.concat(Stream.of(object), parts.stream().map(after::get))
			.filter((part) -> part instanceof Column column && column.identity() != null)
			.map((part) -> ObjectId.of(Kind.SEQUENCE, given.schema(),
					Objects.requireNonNull(((Column) part).identity()).sequence()))
			.forEach((sequence) -> DefaultGrantSql.revoke(given, sequence, after).ifPresent(sql::add));
		return sql;
	}

	@Override
	public boolean isWorthNaming(ObjectId id) {
		return true;
	}

	@Override
	public boolean isEverywhere(ObjectId id) {
		return id.kind() == Kind.DEFAULT_PRIVILEGES || id.relation() == null;
	}

}
