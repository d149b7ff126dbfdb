package io.appmigrations.internal.diff;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.appmigrations.internal.family.Families;
import io.appmigrations.internal.family.UniqueNames;
import io.appmigrations.internal.family.rename.Words;
import io.appmigrations.internal.schema.Definition;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.model.Change;
import io.appmigrations.model.ObjectId;

/**
 * What changes can touch: so much of a database must be copied to try them. That is what
 * they name, everything that depends on it, what all this cannot be without, and what has
 * a name that they give.
 */
public final class Surroundings {

	private final Map<ObjectId, Set<ObjectId>> below = new HashMap<>();

	private final Map<ObjectId, Set<ObjectId>> above = new HashMap<>();

	/** The parts of each table without which it would be another. */
	private final Map<ObjectId, Set<ObjectId>> parts = new HashMap<>();

	private final Set<ObjectId> found = new HashSet<>();

	private Surroundings(Collection<Schema> schemas) {
		schemas.forEach(this::addMentions);
		for (Schema schema : schemas) {
			schema.dependencies().forEach((id, others) -> {
				this.below.computeIfAbsent(id, (key) -> new HashSet<>()).addAll(others);
				others.forEach((other) -> this.above.computeIfAbsent(other, (key) -> new HashSet<>()).add(id));
			});
			for (SchemaObject object : schema.objects().values()) {
				ObjectId table = object.tableAround();
				if (table != null) {
					boolean foreign = Families.of(object.id().kind()).connectsTables();
					link(foreign ? this.above : this.parts, table, object.id());
					link(this.below, object.id(), table);
				}
			}
		}
	}

	/** Nothing in the catalog says what the body of a routine needs. */
	private void addMentions(Schema schema) {
		List<ObjectId> named = schema.objects()
			.values()
			.stream()
			.filter((object) -> !UniqueNames.of(object).isEmpty())
			.map(SchemaObject::id)
			.toList();
		for (Definition definition : schema.all(Definition.class)) {
			if (definition.id().kind().isRoutine()) {
				Words words = Words.in(definition.create());
				named.stream()
					.filter((id) -> words.mention(id.bareName()))
					.forEach((id) -> link(this.below, definition.id(), id));
			}
		}
	}

	private static void link(Map<ObjectId, Set<ObjectId>> links, ObjectId from, ObjectId to) {
		if (!from.equals(to)) {
			links.computeIfAbsent(from, (key) -> new HashSet<>()).add(to);
		}
	}

	/**
	 * Finds them.
	 * @param changes the changes, there and back
	 * @param from what is there before them
	 * @param to the desired state after them
	 * @param read the tables that the changes only read
	 * @return the ids of the objects to copy, or to expect
	 */
	public static Set<ObjectId> of(Collection<Change> changes, Schema from, Schema to, Set<ObjectId> read) {
		Surroundings surroundings = new Surroundings(List.of(from, to));
		List<SchemaObject> objects = Stream.of(from, to)
			.flatMap((schema) -> schema.objects().values().stream())
			.toList();
		Set<ObjectId> touched = changes.stream().map(Change::object).collect(Collectors.toCollection(HashSet::new));
		objects.stream()
			.filter((object) -> touched.contains(object.id()))
			.flatMap((object) -> Stream.ofNullable(object.tableAround()))
			.toList()
			.forEach(touched::add);
		changes.stream()
			.map(Change::object)
			.flatMap((id) -> Stream.of(from, to)
				.flatMap((schema) -> Families.of(id.kind()).touchedTables(id, schema).stream()))
			.forEach(touched::add);
		Set<String> taken = objects.stream()
			.filter((object) -> touched.contains(object.id()) || isIn(object, touched))
			.flatMap((object) -> UniqueNames.of(object).stream())
			.collect(Collectors.toSet());
		Set<ObjectId> needed = Stream
			.concat(read.stream(),
					objects.stream()
						.filter((object) -> Families.of(object.id().kind()).isEverywhere(object.id())
								|| UniqueNames.of(object).stream().anyMatch(taken::contains))
						.map(SchemaObject::id))
			.collect(Collectors.toSet());
		surroundings.find(touched, needed);
		return surroundings.found;
	}

	private static boolean isIn(SchemaObject object, Set<ObjectId> tables) {
		ObjectId table = object.tableAround();
		return table != null && tables.contains(table);
	}

	private void find(Set<ObjectId> touched, Set<ObjectId> needed) {
		Deque<ObjectId> todo = new ArrayDeque<>(touched);
		Set<ObjectId> affected = new HashSet<>(touched);
		while (!todo.isEmpty()) {
			ObjectId id = todo.pop();
			List<ObjectId> next = new ArrayList<>(this.above.getOrDefault(id, Set.of()));
			next.addAll(this.parts.getOrDefault(id, Set.of()));
			next.stream().filter(affected::add).forEach(todo::push);
		}
		affected.addAll(needed);
		todo.addAll(affected);
		this.found.addAll(affected);
		while (!todo.isEmpty()) {
			ObjectId id = todo.pop();
			List<ObjectId> next = new ArrayList<>(this.below.getOrDefault(id, Set.of()));
			next.addAll(this.parts.getOrDefault(id, Set.of()));
			next.stream().filter(this.found::add).forEach(todo::push);
		}
	}

}
