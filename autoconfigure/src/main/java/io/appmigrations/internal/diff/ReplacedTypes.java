package io.appmigrations.internal.diff;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import io.appmigrations.internal.family.TypeReplacements;
import io.appmigrations.model.Change;
import io.appmigrations.model.ObjectId;

/**
 * The types that give their names to successors while columns have them.
 *
 * @param groups for each object that is altered by such a change the types that the
 * change replaces, with those that take their places
 */
public record ReplacedTypes(Map<ObjectId, Map<ObjectId, ObjectId>> groups) {

	/** No type is replaced. */
	public static final ReplacedTypes NONE = new ReplacedTypes(Map.of());

	static ReplacedTypes of(TypeReplacements replacements) {
		Map<ObjectId, Map<ObjectId, ObjectId>> groups = new LinkedHashMap<>();
		for (List<ObjectId> types : replacements.groups()) {
			Map<ObjectId, ObjectId> successors = new TreeMap<>();
			types.forEach((type) -> successors.put(type, replacements.replacementOf(type)));
			groups.put(replacements.replacementOf(types.get(0)), successors);
		}
		return new ReplacedTypes(groups);
	}

	/**
	 * Returns the types that changes replace.
	 * @param changes the changes that are made
	 * @return the types that go
	 */
	public Set<ObjectId> by(Collection<Change> changes) {
		Set<ObjectId> types = new TreeSet<>();
		changes.forEach((change) -> types.addAll(types(change).keySet()));
		return types;
	}

	/** The types that come with a change. */
	Set<ObjectId> successors(Change change) {
		return new TreeSet<>(types(change).values());
	}

	private Map<ObjectId, ObjectId> types(Change change) {
		return (change.action() == Change.Action.ALTER) ? this.groups.getOrDefault(change.object(), Map.of())
				: Map.of();
	}

}
