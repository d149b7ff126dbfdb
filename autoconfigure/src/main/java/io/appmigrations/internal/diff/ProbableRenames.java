package io.appmigrations.internal.diff;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.appmigrations.internal.family.Families;
import io.appmigrations.internal.schema.Column;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.SequenceOwner;
import io.appmigrations.internal.schema.Table;
import io.appmigrations.model.ObjectId;
import io.appmigrations.model.Rename;
import org.jspecify.annotations.Nullable;

/**
 * Finds what goes while something like it comes: tables with the same columns or most of
 * them, columns of the same type in the same table.
 */
public final class ProbableRenames {

	private static final double HALF = 0.5;

	private static final double MOST = 0.75;

	private ProbableRenames() {
	}

	/**
	 * Finds them.
	 * @param actual what the database has
	 * @param target the desired values
	 * @return the renames that would take the place of dropping and making anew
	 */
	public static List<Rename> find(Schema actual, Schema target) {
		List<Rename> renames = new ArrayList<>();
		Map<ObjectId, Look> going = tables(actual, target);
		Map<ObjectId, Look> coming = tables(target, actual);
		moved(going, coming, renames);
		match(going, coming, renames);
		renames.forEach((rename) -> {
			going.remove(rename.object());
			coming.remove(rename.renamed());
		});
		matchAlike(going, coming, renames);
		Map<ObjectId, Look> others = others(actual, target);
		others.keySet()
			.removeIf(
					(id) -> renames.stream().anyMatch((rename) -> (rename.object().name() + "_seq").equals(id.name())));
		moved(others, others(target, actual), renames);
		match(columns(actual, target), columns(target, actual), renames);
		return renames;
	}

	/** What looks the same and is called the same, in another schema. */
	private static void moved(Map<ObjectId, Look> going, Map<ObjectId, Look> coming, List<Rename> renames) {
		for (ObjectId id : List.copyOf(going.keySet())) {
			Set<String> traits = Objects.requireNonNull(going.get(id)).traits();
			coming.keySet()
				.stream()
				.filter((other) -> other.kind() == id.kind() && other.name().equals(id.name())
						&& traits.equals(Objects.requireNonNull(coming.get(other)).traits()))
				.findFirst()
				.ifPresent((other) -> {
					renames.add(new Rename(id, other));
					going.remove(id);
					coming.remove(other);
				});
		}
	}

	/** Of several that look the same, the first goes with the first. */
	private static void match(Map<ObjectId, Look> going, Map<ObjectId, Look> coming, List<Rename> renames) {
		Map<Look, Deque<ObjectId>> free = new HashMap<>();
		coming.forEach((id, look) -> free.computeIfAbsent(look, (key) -> new ArrayDeque<>()).add(id));
		going.forEach((id, look) -> {
			ObjectId match = free.getOrDefault(look, new ArrayDeque<>()).poll();
			if (match != null) {
				renames.add(new Rename(id, match.name()));
			}
		});
	}

	/**
	 * Tables whose names change often change along with a column: that of a collection
	 * does by itself. Those that are most alike go together.
	 */
	private static void matchAlike(Map<ObjectId, Look> going, Map<ObjectId, Look> coming, List<Rename> renames) {
		List<Alike> pairs = new ArrayList<>();
		going.forEach((id, look) -> coming.forEach((other, otherLook) -> {
			if (look.schema().equals(otherLook.schema())) {
				pairs.add(new Alike(id, other, look.traits(), otherLook.traits()));
			}
		}));
		pairs.removeIf((pair) -> !pair.isProbable());
		pairs.sort(Comparator.comparingDouble(Alike::share).reversed().thenComparing(Alike::going));
		for (Alike pair : pairs) {
			if (going.containsKey(pair.going()) && coming.containsKey(pair.coming())) {
				renames.add(new Rename(pair.going(), pair.coming().name()));
				going.remove(pair.going());
				coming.remove(pair.coming());
			}
		}
	}

	/** The tables that the other schema has not. */
	private static Map<ObjectId, Look> tables(Schema schema, Schema other) {
		Map<ObjectId, Set<String>> columns = new HashMap<>();
		for (Column column : schema.all(Column.class)) {
			columns.computeIfAbsent(tableOf(column), (key) -> new HashSet<>())
				.add(column.id().name() + " " + column.type());
		}
		Map<ObjectId, Look> tables = new LinkedHashMap<>();
		for (Table table : schema.all(Table.class)) {
			ObjectId id = table.id();
			if (other.get(id) == null) {
				tables.put(id, new Look(id.schema(), null, columns.getOrDefault(id, Set.of())));
			}
		}
		return tables;
	}

	/** The sequences and types that the other schema has not. */
	private static Map<ObjectId, Look> others(Schema schema, Schema other) {
		Map<ObjectId, Look> others = new LinkedHashMap<>();
		schema.objects().forEach((id, object) -> {
			Set<String> look = Families.of(id.kind()).look(object);
			if (look != null && other.get(id) == null && schema.get(SequenceOwner.idOf(id)) == null) {
				others.put(id, new Look(id.schema(), null, look));
			}
		});
		return others;
	}

	/** The columns that the other schema has not, in tables that it has. */
	private static Map<ObjectId, Look> columns(Schema schema, Schema other) {
		Map<ObjectId, Look> columns = new LinkedHashMap<>();
		for (Column column : schema.all(Column.class)) {
			if (other.get(column.id()) == null && other.get(tableOf(column)) != null && column.generated() == null) {
				columns.put(column.id(), new Look(column.id().schema(), column.id().relation(),
						(column.identity() != null) ? Set.of(column.type(), "identity") : Set.of(column.type())));
			}
		}
		return columns;
	}

	private static ObjectId tableOf(Column column) {
		return ObjectId.table(column.id().schema(), String.valueOf(column.id().relation()));
	}

	/**
	 * Two tables that have columns in common.
	 *
	 * @param going the table that goes
	 * @param coming the one that comes
	 * @param before the columns of the former with their types
	 * @param after the columns of the latter
	 */
	private record Alike(ObjectId going, ObjectId coming, Set<String> before, Set<String> after) {

		/** How much of the bigger table both have. */
		double share() {
			return (double) common().size() / Math.max(this.before.size(), this.after.size());
		}

		private Set<String> common() {
			Set<String> common = new HashSet<>(this.before);
			common.retainAll(this.after);
			return common;
		}

		/** That both have an id says nothing. */
		boolean isProbable() {
			Set<String> common = common();
			boolean isTelling = common.stream().anyMatch((column) -> !column.startsWith("id "));
			return isTelling && (share() >= MOST || (share() >= HALF && types(this.before).equals(types(this.after))));
		}

		private static List<String> types(Set<String> columns) {
			return columns.stream().map((column) -> column.substring(column.indexOf(' ') + 1)).sorted().toList();
		}

	}

	/**
	 * What stays the same when the name changes.
	 *
	 * @param schema the schema
	 * @param table the table of a column, or {@code null}
	 * @param traits the columns, or the type
	 */
	private record Look(String schema, @Nullable String table, Set<String> traits) {
	}

}
