package io.appmigrations.internal.schema;

import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.appmigrations.model.ConstraintType;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * What is in the schemas of a database, at one moment.
 */
public final class Schema {

	private final String defaultSchema;

	private final SortedMap<ObjectId, SchemaObject> objects;

	private final Map<ObjectId, Set<ObjectId>> dependencies;

	private final Set<String> unread;

	private final Map<ObjectId, List<SchemaObject>> inherited;

	private final Map<ObjectId, Owner> owners;

	/** Made when it is asked for. */
	private volatile @Nullable Map<ObjectId, List<Index>> indexes;

	/** Made when it is asked for. */
	private volatile @Nullable Map<Kind, List<SchemaObject>> kinds;

	/**
	 * Creates a schema that was read to the end.
	 * @param defaultSchema the schema whose objects are written without it
	 * @param objects everything that is in it
	 * @param dependencies what each object cannot be without, directly
	 */
	public Schema(String defaultSchema, Collection<? extends SchemaObject> objects,
			Map<ObjectId, Set<ObjectId>> dependencies) {
		this(defaultSchema, objects, dependencies, Set.of());
	}

	/**
	 * Creates a schema.
	 * @param defaultSchema the schema whose objects are written without it
	 * @param objects everything that is in it
	 * @param dependencies what each object cannot be without, directly; may name objects
	 * that are not in it
	 * @param unread what is there besides, of kinds that are not compared: kind and name
	 */
	public Schema(String defaultSchema, Collection<? extends SchemaObject> objects,
			Map<ObjectId, Set<ObjectId>> dependencies, Set<String> unread) {
		this(defaultSchema, objects, dependencies, unread, Map.of());
	}

	/**
	 * Creates a schema.
	 * @param defaultSchema the schema whose objects are written without it
	 * @param objects everything that is in it
	 * @param dependencies what each object cannot be without, directly; may name objects
	 * that are not in it
	 * @param unread what is there besides, of kinds that are not compared: kind and name
	 * @param inherited what tables have from their parents, which are no objects
	 */
	public Schema(String defaultSchema, Collection<? extends SchemaObject> objects,
			Map<ObjectId, Set<ObjectId>> dependencies, Set<String> unread,
			Map<ObjectId, List<SchemaObject>> inherited) {
		this(defaultSchema, sorted(objects), dependencies, unread, inherited, Map.of());
	}

	/** With a map that others may have too. */
	Schema(String defaultSchema, SortedMap<ObjectId, SchemaObject> objects, Map<ObjectId, Set<ObjectId>> dependencies,
			Set<String> unread, Map<ObjectId, List<SchemaObject>> inherited, Map<ObjectId, Owner> owners) {
		this.inherited = inherited;
		this.unread = Set.copyOf(unread);
		this.owners = Map.copyOf(owners);
		this.defaultSchema = defaultSchema;
		this.objects = objects;
		this.dependencies = dependencies;
	}

	private static SortedMap<ObjectId, SchemaObject> sorted(Collection<? extends SchemaObject> objects) {
		SortedMap<ObjectId, SchemaObject> sorted = new TreeMap<>();
		objects.forEach((object) -> sorted.putIfAbsent(object.id(), object));
		return sorted;
	}

	/**
	 * Returns the schema whose objects are written without it.
	 * @return the name
	 */
	public String defaultSchema() {
		return this.defaultSchema;
	}

	/**
	 * Returns what is there besides, of kinds that are not compared.
	 * @return kind and name of each
	 */
	public Set<String> unread() {
		return this.unread;
	}

	/**
	 * Returns everything, ordered by schema, table and kind.
	 * @return the objects by id
	 */
	public SortedMap<ObjectId, SchemaObject> objects() {
		return Collections.unmodifiableSortedMap(this.objects);
	}

	/**
	 * Returns one object.
	 * @param id the id
	 * @return the object, or {@code null} where there is none
	 */
	public @Nullable SchemaObject get(ObjectId id) {
		return this.objects.get(id);
	}

	/**
	 * Returns one object of a type.
	 * @param <T> the type
	 * @param id the id
	 * @param type the type
	 * @return the object, or {@code null} where there is none
	 */
	public <T extends SchemaObject> @Nullable T get(ObjectId id, Class<T> type) {
		SchemaObject object = this.objects.get(id);
		return type.isInstance(object) ? type.cast(object) : null;
	}

	/**
	 * Returns what an object cannot be without.
	 * @param id the object
	 * @return the objects that it depends on directly
	 */
	public Set<ObjectId> dependencies(ObjectId id) {
		return this.dependencies.getOrDefault(id, Set.of());
	}

	/**
	 * Returns who depends on whom.
	 * @return the direct dependencies by object
	 */
	public Map<ObjectId, Set<ObjectId>> dependencies() {
		return Collections.unmodifiableMap(this.dependencies);
	}

	/**
	 * Returns what tables have from their parents.
	 * @return columns, constraints and indexes by table, as they were if they were the
	 * tables' own
	 */
	public Map<ObjectId, List<SchemaObject>> inheritedParts() {
		return Collections.unmodifiableMap(this.inherited);
	}

	/**
	 * Returns what a table has from its parents.
	 * @param table the table
	 * @return columns, constraints and indexes as they were if they were its own
	 */
	public List<SchemaObject> inheritedParts(ObjectId table) {
		return this.inherited.getOrDefault(table, List.of());
	}

	/**
	 * Returns the columns of a table, those that it inherits too.
	 * @param table the table
	 * @return the columns in their order
	 */
	public List<Column> columns(ObjectId table) {
		return Stream.concat(inheritedParts(table).stream(), parts(table, Column.class))
			.filter(Column.class::isInstance)
			.map(Column.class::cast)
			.sorted(Comparator.comparingInt(Column::position))
			.toList();
	}

	/**
	 * Returns the columns of a table's primary key.
	 * @param table the table
	 * @return their names, or an empty list if it has none
	 */
	public List<String> primaryKey(ObjectId table) {
		return constraints(table).filter((constraint) -> constraint.type() == ConstraintType.PRIMARY_KEY)
			.map(Constraint::columns)
			.findFirst()
			.orElse(List.of());
	}

	/**
	 * Returns what belongs to a table or to something else that is named like one. Looks
	 * at nothing else.
	 * @param <T> the type
	 * @param whole the table; of another kind, whatever has its name
	 * @param type the type
	 * @return columns, constraints, policies and the like, but no indexes
	 */
	public <T extends SchemaObject> Stream<T> parts(ObjectId whole, Class<T> type) {
		return this.objects.subMap(first(whole.schema(), whole.name()), first(whole.schema(), whole.name() + '\0'))
			.values()
			.stream()
			.filter((object) -> object.id().relation() != null && type.isInstance(object))
			.map(type::cast);
	}

	private static ObjectId first(String schema, String relation) {
		return new ObjectId(Kind.SCHEMA, schema, relation, "");
	}

	/**
	 * Returns the constraints of a table.
	 * @param table the table
	 * @return its own, foreign keys too
	 */
	public Stream<Constraint> constraints(ObjectId table) {
		return parts(table, Constraint.class).filter((constraint) -> constraint.id().kind() != Kind.DOMAIN_CONSTRAINT);
	}

	/**
	 * Returns the indexes of a table or of a materialized view.
	 * @param table the table
	 * @return those that are no constraint's
	 */
	public List<Index> indexes(ObjectId table) {
		Map<ObjectId, List<Index>> found = this.indexes;
		if (found == null) {
			found = all(Index.class).stream().collect(Collectors.groupingBy(Index::whole));
			this.indexes = found;
		}
		return found.getOrDefault(table, List.of());
	}

	/**
	 * Returns the objects of a kind.
	 * @param kind the kind
	 * @return the objects in order
	 */
	public List<SchemaObject> ofKind(Kind kind) {
		Map<Kind, List<SchemaObject>> found = this.kinds;
		if (found == null) {
			found = this.objects.values().stream().collect(Collectors.groupingBy((object) -> object.id().kind()));
			this.kinds = found;
		}
		return found.getOrDefault(kind, List.of());
	}

	/**
	 * Puts other objects in the place of these.
	 * @param others the objects
	 * @param below what each of them cannot be without
	 * @return the schema with the others
	 */
	public Schema with(Collection<? extends SchemaObject> others, Map<ObjectId, Set<ObjectId>> below) {
		return new Schema(this.defaultSchema, sorted(others), below, this.unread, this.inherited, this.owners);
	}

	/**
	 * Returns the objects of a type. Looks at all objects: nothing to be asked for each
	 * of them.
	 * @param <T> the type
	 * @param type the type
	 * @return the objects in order
	 */
	public <T extends SchemaObject> List<T> all(Class<T> type) {
		return this.objects.values().stream().filter(type::isInstance).map(type::cast).toList();
	}

	/**
	 * Returns whom an object belongs to.
	 * @param id the object
	 * @return its owner, or {@code null} where it is the login that looks
	 */
	public @Nullable Owner owner(ObjectId id) {
		return this.objects.containsKey(id) ? this.owners.get(id) : null;
	}

	/**
	 * Returns who owns what.
	 * @return the owners by object, of what is not the login's own
	 */
	public Map<ObjectId, Owner> owners() {
		return this.owners;
	}

	/**
	 * Returns the same objects as other roles own them.
	 * @param others who owns what; objects that are not there do not matter
	 * @return the schema
	 */
	public Schema withOwners(Map<ObjectId, Owner> others) {
		return new Schema(this.defaultSchema, this.objects, this.dependencies, this.unread, this.inherited, others);
	}

	/**
	 * Leaves objects out.
	 * @param kept which to keep
	 * @return the schema with these alone
	 */
	public Schema filter(Predicate<SchemaObject> kept) {
		SortedMap<ObjectId, SchemaObject> rest = new TreeMap<>(this.objects);
		rest.values().removeIf(Predicate.not(kept));
		return new Schema(this.defaultSchema, rest, this.dependencies, this.unread, this.inherited, this.owners);
	}

	/**
	 * Changes objects, without their names.
	 * @param change gives the object to put in the place of one
	 * @return the schema with the others
	 */
	public Schema map(UnaryOperator<SchemaObject> change) {
		SortedMap<ObjectId, SchemaObject> changed = new TreeMap<>(this.objects);
		changed.replaceAll((id, object) -> change.apply(object));
		return new Schema(this.defaultSchema, changed, this.dependencies, this.unread, this.inherited, this.owners);
	}

}
