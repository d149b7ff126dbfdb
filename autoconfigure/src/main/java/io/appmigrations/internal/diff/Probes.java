package io.appmigrations.internal.diff;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.appmigrations.internal.schema.Column;
import io.appmigrations.internal.schema.Constraint;
import io.appmigrations.internal.schema.Default;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Has PostgreSQL print types, defaults and conditions without making the tables that they
 * are of: equal ones of many tables are printed once, in a table of our own.
 */
final class Probes {

	private static final String PREFIX = "app_migrations_probe_";

	/** PostgreSQL takes 1,600. */
	private static final int MAX_COLUMNS = 400;

	private final String schema;

	private final List<Probe> probes = new ArrayList<>();

	private final Map<List<String>, ObjectId> columns = new HashMap<>();

	private final Map<List<Object>, ObjectId> conditions = new HashMap<>();

	Probes(String schema) {
		this.schema = schema;
	}

	/**
	 * Asks for a column.
	 * @return what the column is called in the probe
	 */
	ObjectId column(String type, @Nullable String defaultValue) {
		String definition = (defaultValue != null) ? type + " default " + defaultValue : type;
		return this.columns.computeIfAbsent(List.of(definition), (key) -> {
			String name = "app_migrations_column_" + this.columns.size();
			Probe probe = probeFor(Map.of(name, definition));
			probe.columns().put(name, definition);
			return Column.idOf(probe.id(), name);
		});
	}

	/**
	 * Asks for a condition.
	 * @param types the types of the columns in it
	 * @return what the constraint is called in the probe
	 */
	ObjectId check(String condition, Map<String, String> types) {
		return this.conditions.computeIfAbsent(List.of(condition, types), (key) -> {
			Probe probe = probeFor(types);
			probe.columns().putAll(types);
			String name = "app_migrations_check_" + this.conditions.size();
			probe.checks().put(name, condition);
			return Constraint.idOf(probe.id(), name);
		});
	}

	private Probe probeFor(Map<String, String> columns) {
		return this.probes.stream().filter((probe) -> probe.takes(columns)).findFirst().orElseGet(() -> {
			Probe probe = new Probe(ObjectId.table(this.schema, PREFIX + this.probes.size()), new LinkedHashMap<>(),
					new LinkedHashMap<>());
			this.probes.add(probe);
			return probe;
		});
	}

	List<String> sql() {
		return this.probes.stream().map(Probe::sql).toList();
	}

	/** Whether something is in a probe. */
	static boolean isPartOf(SchemaObject object) {
		ObjectId id = object.id();
		return ((id.relation() != null) ? id.relation() : id.name()).startsWith(PREFIX);
	}

	/** What PostgreSQL printed. */
	record Answers(Schema read) {

		Column column(ObjectId id) {
			return known(this.read.get(id, Column.class), id);
		}

		@Nullable String defaultOf(ObjectId id) {
			Default value = this.read.get(Default.idOf(id), Default.class);
			return (value != null) ? value.expression() : null;
		}

		Constraint check(ObjectId id) {
			return known(this.read.get(id, Constraint.class), id);
		}

		private static <T> T known(@Nullable T object, ObjectId id) {
			if (object == null) {
				throw new IllegalStateException("%s was not read".formatted(id));
			}
			return object;
		}

	}

	private record Probe(ObjectId id, Map<String, String> columns, Map<String, String> checks) {

		boolean takes(Map<String, String> more) {
			return this.columns.size() + more.size() <= MAX_COLUMNS && more.entrySet()
				.stream()
				.allMatch((column) -> column.getValue()
					.equals(this.columns.getOrDefault(column.getKey(), column.getValue())));
		}

		String sql() {
			List<String> parts = new ArrayList<>();
			this.columns.forEach((name, type) -> parts.add(Names.quoted(name) + " " + type));
			this.checks.forEach((name, condition) -> parts.add("constraint %s check %s".formatted(name, condition)));
			return parts.stream()
				.collect(Collectors.joining(",\n  ", "create table %s (\n  ".formatted(this.id.name()), "\n)"));
		}

	}

}
