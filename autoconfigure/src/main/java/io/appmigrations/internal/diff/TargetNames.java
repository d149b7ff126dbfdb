package io.appmigrations.internal.diff;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.appmigrations.internal.family.PostgresqlNames;
import io.appmigrations.internal.family.UniqueNames;
import io.appmigrations.internal.family.constraint.ImplicitNames;
import io.appmigrations.internal.schema.Column;
import io.appmigrations.internal.schema.Constraint;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.model.NamingConvention;
import io.appmigrations.model.ObjectId;

/**
 * What the objects of a model are called in the database, where nobody chose their names.
 */
final class TargetNames {

	private final Schema actual;

	private final Schema desired;

	private final NamingConvention convention;

	/** What the desired schema's objects are called in the target. */
	private final Map<ObjectId, ObjectId> names = new HashMap<>();

	/** What has each of the names that there can be once. */
	private final Map<String, ObjectId> uniqueNames = new HashMap<>();

	/** The values of these names. */
	private final Set<ObjectId> given = new HashSet<>();

	TargetNames(Schema actual, Schema desired, NamingConvention convention) {
		this.actual = actual;
		this.desired = desired;
		this.convention = convention;
	}

	/** What an object of the model is called. */
	ObjectId of(ObjectId id) {
		return this.names.getOrDefault(id, id);
	}

	/** Says what an object is called. */
	void give(ObjectId id, ObjectId name) {
		this.names.put(id, name);
		this.given.add(name);
	}

	/** A name that nothing else has, by the convention. */
	String conventional(Constraint constraint) {
		String candidate = conventional(constraint, 0);
		for (int i = 1; isTaken(constraint, candidate); i++) {
			candidate = conventional(constraint, i);
		}
		return candidate;
	}

	private String conventional(Constraint constraint, int number) {
		String table = String.valueOf(constraint.id().relation());
		if (this.convention == NamingConvention.postgresql()) {
			return PostgresqlNames.of(constraint.type(), table, constraint.columns(), number);
		}
		String name = this.convention.name(constraint.type(), table, constraint.columns());
		return (number == 0) ? name : PostgresqlNames.numbered(name, number);
	}

	private boolean isTaken(Constraint constraint, String name) {
		ObjectId id = constraint.id().renamed(name);
		boolean declared = this.desired.get(id) != null && !id.equals(constraint.id());
		SchemaObject present = this.actual.get(id);
		if (isTakenInSchema(constraint, id)) {
			return true;
		}
		return this.given.contains(id) || (declared && !this.names.containsKey(id))
				|| (present instanceof Constraint other && !ImplicitNames.isImplicit(other));
	}

	/** The name of a key is its index's, and there is one in the schema. */
	private boolean isTakenInSchema(Constraint constraint, ObjectId id) {
		if (this.uniqueNames.isEmpty()) {
			this.desired.objects()
				.values()
				.stream()
				.filter((object) -> !ImplicitNames.isImplicit(object))
				.forEach(this::take);
			this.actual.objects().values().forEach(this::take);
		}
		return UniqueNames.of(constraint.renamed(id.name()))
			.stream()
			.anyMatch((name) -> !id.equals(this.uniqueNames.getOrDefault(name, id)));
	}

	/** Says that an object has its name. */
	void take(SchemaObject object) {
		UniqueNames.of(object).forEach((name) -> this.uniqueNames.put(name, object.id()));
	}

	/** The sequence of a new identity column must not be called like something else. */
	void nameSequences(Map<ObjectId, SchemaObject> target) {
		Set<String> taken = new HashSet<>();
		target.values()
			.stream()
			.filter((object) -> !isNewIdentity(object))
			.forEach((object) -> taken.addAll(UniqueNames.of(object)));
		for (SchemaObject object : List.copyOf(target.values())) {
			if (!(object instanceof Column column) || !isNewIdentity(column)) {
				continue;
			}
			Column.Identity identity = Objects.requireNonNull(column.identity());
			Column named = column;
			for (int i = 1; !taken.addAll(UniqueNames.of(named)); i++) {
				String name = NamingConvention.joined(String.valueOf(column.id().relation()), column.id().name(),
						"seq" + i);
				named = column.withIdentity(new Column.Identity(identity.always(), name, identity.options()));
			}
			target.put(named.id(), named);
		}
	}

	private boolean isNewIdentity(SchemaObject object) {
		return object instanceof Column column && column.identity() != null
				&& !(this.actual.get(column.id()) instanceof Column old && old.identity() != null);
	}

}
