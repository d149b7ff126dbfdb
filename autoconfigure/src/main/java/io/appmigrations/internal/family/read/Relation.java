package io.appmigrations.internal.family.read;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.appmigrations.internal.schema.CompositeType;
import io.appmigrations.internal.schema.Constraint;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.Table;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code pg_class}, with what later queries say about it.
 */
public final class Relation {

	private final Address address;

	private final ObjectId id;

	private final @Nullable Table table;

	private final List<String> options;

	private final @Nullable String query;

	private final boolean populated;

	private final List<Long> parents;

	private final @Nullable String comment;

	private final Map<String, Address> columns = new HashMap<>();

	private final Set<String> varchars = new HashSet<>();

	private final List<String> inherited = new ArrayList<>();

	private final List<CompositeType.Attribute> attributes = new ArrayList<>();

	private final List<InheritableConstraint> constraints = new ArrayList<>();

	public Relation(Address address, ObjectId id, @Nullable Table table, List<String> options, @Nullable String query,
			boolean populated, List<Long> parents, @Nullable String comment) {
		this.address = address;
		this.id = id;
		this.table = table;
		this.options = options;
		this.query = query;
		this.populated = populated;
		this.parents = parents;
		this.comment = comment;
	}

	public Address address() {
		return this.address;
	}

	public ObjectId id() {
		return this.id;
	}

	/** The table without what it inherits, or {@code null} where it is something else. */
	public @Nullable Table table() {
		return this.table;
	}

	public List<String> options() {
		return this.options;
	}

	/** The query of a view. */
	public @Nullable String query() {
		return this.query;
	}

	public boolean isPopulated() {
		return this.populated;
	}

	/** The object ids of the tables above. */
	List<Long> parents() {
		return this.parents;
	}

	public @Nullable String comment() {
		return this.comment;
	}

	public void add(String column, Address columnAddress, boolean varchar) {
		this.columns.put(column, columnAddress);
		if (varchar) {
			this.varchars.add(Names.quoted(column));
		}
	}

	public @Nullable Address column(String name) {
		return this.columns.get(name);
	}

	/** The columns of {@code varchar}, as PostgreSQL prints them. */
	public Set<String> varchars() {
		return this.varchars;
	}

	public void inherit(String column) {
		this.inherited.add(column);
	}

	/** The columns that a table inherits. */
	public List<String> inherited() {
		return this.inherited;
	}

	public void add(CompositeType.Attribute attribute) {
		this.attributes.add(attribute);
	}

	/** The columns of what is no table. */
	public List<CompositeType.Attribute> attributes() {
		return this.attributes;
	}

	public void add(InheritableConstraint constraint) {
		this.constraints.add(constraint);
	}

	public List<InheritableConstraint> constraints() {
		return this.constraints;
	}

	/**
	 * A constraint of a table, as tables below may have it.
	 *
	 * @param relation the table
	 * @param oid its object id
	 * @param constraint the constraint
	 * @param inherits whether a table above has it
	 * @param parent the object id of the constraint that a partition's is a part of
	 */
	public record InheritableConstraint(Relation relation, long oid, Constraint constraint, boolean inherits,
			long parent) {

		public boolean isNotValid() {
			return this.constraint.definition().endsWith(" NOT VALID");
		}

	}

}
