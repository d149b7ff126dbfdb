package io.appmigrations.internal.family.read;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * What is read from the catalog so far: the objects, where each of them is, and what they
 * are parts of.
 */
public final class CatalogContents {

	private final Names names;

	private final Map<ObjectId, SchemaObject> objects = new LinkedHashMap<>();

	private final Map<Address, ObjectId> addresses = new HashMap<>();

	private final Map<Address, Address> members = new HashMap<>();

	private final Map<Address, Address> derived = new HashMap<>();

	private final Map<Long, Relation> relations = new LinkedHashMap<>();

	private final Map<ObjectId, List<SchemaObject>> inheritedParts = new HashMap<>();

	private final Map<ObjectId, Address> wholes = new HashMap<>();

	private final Map<ObjectId, Set<ObjectId>> below = new TreeMap<>();

	private final Map<ObjectId, Address> owned = new HashMap<>();

	/**
	 * Begins without objects.
	 * @param names writes names
	 */
	public CatalogContents(Names names) {
		this.names = names;
	}

	public Names names() {
		return this.names;
	}

	/** Functions and statistics are always printed with their schema. */
	public String unqualified(Row row, String definition) {
		String printed = Names.quoted(row.text("nspname"));
		String schema = row.schema();
		String written = schema.equals(this.names.defaultSchema()) ? "" : Names.quoted(schema) + ".";
		int at = definition.indexOf(" " + printed + ".");
		return (at < 0) ? definition
				: definition.substring(0, at + 1) + written + definition.substring(at + printed.length() + 2);
	}

	/** Adds an object, unless it is an extension's. */
	public void add(Address address, SchemaObject object) {
		if (isMember(address)) {
			return;
		}
		locate(address, object.id());
		if (object.id().kind().hasOwner()) {
			this.owned.put(object.id(), address);
		}
		add(object);
	}

	/** Adds what has no row of its own. */
	public void add(SchemaObject object) {
		this.objects.putIfAbsent(object.id(), object);
	}

	/** Takes back an object that is a part of another one. */
	public void remove(ObjectId id) {
		this.objects.remove(id);
	}

	/**
	 * Returns the objects.
	 * @return the objects, none twice
	 */
	public Collection<SchemaObject> objects() {
		return this.objects.values();
	}

	/**
	 * Says what a row is, or belongs to.
	 * @param address the row
	 * @param id the object
	 */
	public void locate(Address address, ObjectId id) {
		this.addresses.put(address, id);
	}

	/**
	 * Returns what a row is said to be.
	 * @param address the row
	 * @return the object, or {@code null} where nothing is said
	 */
	public @Nullable ObjectId at(Address address) {
		return this.addresses.get(address);
	}

	/**
	 * Returns what a row is, or what it belongs to or follows from.
	 * @param address the row
	 * @return the object, or {@code null} where it is not read
	 */
	public @Nullable ObjectId find(Address address) {
		Address origin = this.derived.get(address);
		if (origin != null) {
			return find(origin);
		}
		ObjectId id = this.addresses.get(address);
		if (id == null && address.column() != 0) {
			id = this.addresses.get(address.withoutColumn());
		}
		return id;
	}

	/**
	 * Says that a row is an extension's.
	 * @param address the row
	 * @param extension the row of the extension
	 */
	public void member(Address address, Address extension) {
		this.members.put(address, extension);
	}

	/**
	 * Whether a row is an extension's.
	 * @param address the row
	 * @return {@code true} for what is not compared
	 */
	public boolean isMember(Address address) {
		return this.members.containsKey(address);
	}

	/**
	 * Says that a row follows from another by itself, such as the index of a partition.
	 */
	public void derive(Address address, Address origin) {
		this.derived.put(address, origin);
	}

	/**
	 * Whether a row follows from another: a column, index or constraint of a partition is
	 * its parent's only for those that need it.
	 * @param address the row
	 * @return {@code true} where it has no object of its own
	 */
	public boolean isDerived(Address address) {
		return this.derived.containsKey(address);
	}

	public void add(Relation relation) {
		this.relations.put(relation.address().oid(), relation);
	}

	public @Nullable Relation relation(long oid) {
		return this.relations.get(oid);
	}

	public Collection<Relation> relations() {
		return this.relations.values();
	}

	/** Returns the relations that one inherits from, as far as they are read. */
	public List<Relation> parents(Relation relation) {
		List<Relation> parents = new ArrayList<>();
		for (long oid : relation.parents()) {
			Relation parent = relation(oid);
			if (parent != null) {
				parents.add(parent);
			}
		}
		return parents;
	}

	/** Adds what a table has from its parents. */
	public void inherit(ObjectId table, SchemaObject part) {
		this.inheritedParts.computeIfAbsent(table, (key) -> new ArrayList<>()).add(part);
	}

	/**
	 * Returns what tables have from their parents.
	 * @return columns, constraints and indexes by table
	 */
	public Map<ObjectId, List<SchemaObject>> inheritedParts() {
		return this.inheritedParts;
	}

	/** Says what an object is set on. */
	public void part(ObjectId id, Address whole) {
		this.wholes.put(id, whole);
	}

	/**
	 * Says what an object cannot be without.
	 * @param id the object
	 * @param other what must be there
	 */
	public void depend(ObjectId id, ObjectId other) {
		this.below.computeIfAbsent(id, (key) -> new TreeSet<>()).add(other);
	}

	/**
	 * Returns the rows of what has an owner.
	 * @return the rows by object
	 */
	public Map<ObjectId, Address> owned() {
		return Collections.unmodifiableMap(this.owned);
	}

	/**
	 * Finishes with extensions: what one has is the extension.
	 */
	public void locateMembers() {
		this.members.forEach((member, extension) -> {
			ObjectId id = at(extension);
			if (id != null) {
				locate(member, id);
			}
		});
	}

	/**
	 * Forgets objects, also where they are.
	 * @param ids the objects
	 */
	public void forget(Set<ObjectId> ids) {
		this.objects.keySet().removeAll(ids);
		this.addresses.values().removeIf(ids::contains);
	}

	/**
	 * Returns what each object cannot be without.
	 * @return the direct dependencies
	 */
	public Map<ObjectId, Set<ObjectId>> below() {
		this.objects.keySet().forEach((id) -> this.below.computeIfAbsent(id, (key) -> new TreeSet<>()));
		this.wholes.forEach((id, address) -> {
			ObjectId whole = find(address);
			if (whole != null) {
				depend(id, whole);
			}
		});
		return Collections.unmodifiableMap(this.below);
	}

}
