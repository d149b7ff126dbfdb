package io.appmigrations.internal.diff;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.appmigrations.internal.family.sequence.ContinuedSequences;
import io.appmigrations.internal.schema.Column;
import io.appmigrations.internal.schema.Default;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.Sequence;
import io.appmigrations.internal.schema.SequenceOwner;
import io.appmigrations.internal.schema.Table;
import io.appmigrations.model.IdGenerator;
import io.appmigrations.model.NamingConvention;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Where an application took the values of columns from before the model changed. Nothing
 * says so but names: those that Hibernate gives, and else what goes while a column gets
 * another sequence.
 */
final class FormerGenerators {

	/** The one for all that Hibernate had before version 6. */
	private static final String COMMON = "hibernate_sequence";

	/** What JPA's annotations take at once by default. */
	private static final int ALLOCATION_SIZE = 50;

	private static final Set<String> STRINGS = Set.of("character varying", "text", "character");

	private final Schema start;

	private final Schema target;

	/** Sequences of which the database does not say what they are for. */
	private final Map<String, List<Sequence>> free;

	/** Tables that are no more. */
	private final List<Table> going;

	private FormerGenerators(Schema start, Schema target) {
		this.start = start;
		this.target = target;
		Set<ObjectId> used = new HashSet<>();
		start.all(SequenceOwner.class).forEach((owner) -> used.add(owner.sequence()));
		start.all(Default.class).forEach((value) -> used.addAll(start.dependencies(value.id())));
		this.free = start.all(Sequence.class)
			.stream()
			.filter((sequence) -> !used.contains(sequence.id()))
			.collect(Collectors.groupingBy((sequence) -> sequence.id().name()));
		this.going = start.all(Table.class).stream().filter((table) -> goes(table.id())).toList();
	}

	/**
	 * Finds them.
	 * @param start the database
	 * @param target the database as desired
	 * @param declared where the values come from then
	 * @return where they come from now
	 */
	static List<IdGenerator> find(Schema start, Schema target, Collection<IdGenerator> declared) {
		FormerGenerators generators = new FormerGenerators(start, target);
		List<IdGenerator> found = new ArrayList<>();
		declared.stream()
			.filter((generator) -> generators.isFilledByApplication(generator.column()))
			.forEach((generator) -> found.addAll(generators.of(generator.column(), generator)));
		target.all(Column.class)
			.stream()
			.filter((column) -> column.identity() != null && generators.isFilledByApplication(column.id()))
			.forEach((column) -> found.addAll(generators.of(column.id(), null)));
		return found;
	}

	private boolean isFilledByApplication(ObjectId id) {
		return this.start.get(id) instanceof Column column && column.identity() == null
				&& ContinuedSequences.isNumber(column) && !(this.start.get(column.defaultId()) instanceof Default);
	}

	private List<IdGenerator> of(ObjectId column, @Nullable IdGenerator declared) {
		List<Sequence> named = usualNames(column).stream().flatMap((name) -> free(name, column)).toList();
		if (declared != null && this.start.get(declared.source()) != null
				&& named.stream().allMatch((sequence) -> this.target.get(sequence.id()) != null)) {
			return List.of(declared);
		}
		List<Sequence> sequences = named.isEmpty() ? free(COMMON, column).toList() : named;
		List<IdGenerator> found = new ArrayList<>();
		if (sequences.isEmpty()) {
			this.going.forEach((table) -> rowOf(table, column, declared, found));
		}
		if (sequences.isEmpty() && found.isEmpty()) {
			sequences = this.free.values()
				.stream()
				.flatMap(List::stream)
				.filter((sequence) -> goes(sequence.id()) && isNobodys(sequence))
				.toList();
		}
		sequences.forEach((sequence) -> found
			.add(new IdGenerator(column, sequence.id(), Math.abs(sequence.options().increment()), null)));
		return found;
	}

	private Stream<Sequence> free(String name, ObjectId column) {
		return this.free.getOrDefault(name, List.of()).stream().filter((sequence) -> isNear(sequence.id(), column));
	}

	private static Set<String> usualNames(ObjectId column) {
		String table = String.valueOf(column.relation());
		return new LinkedHashSet<>(List.of(NamingConvention.joined(table, "", "seq"),
				NamingConvention.joined(table, column.name(), "seq"), "seq_" + table));
	}

	private boolean isNear(ObjectId sequence, ObjectId column) {
		return sequence.schema().equals(column.schema()) || sequence.schema().equals(this.start.defaultSchema());
	}

	private boolean goes(ObjectId id) {
		return this.target.get(id) == null;
	}

	/** Whether no other table has a sequence of such a name. */
	private boolean isNobodys(Sequence sequence) {
		return this.start.all(Column.class)
			.stream()
			.noneMatch((column) -> usualNames(column.id()).contains(sequence.id().name()));
	}

	/** A generator's table has a name as its key, and a number. */
	private void rowOf(Table table, ObjectId column, @Nullable IdGenerator declared, List<IdGenerator> found) {
		if (!isNear(table.id(), column)) {
			return;
		}
		List<Column> columns = this.start.all(Column.class)
			.stream()
			.filter((one) -> table.id().equals(one.id().table()))
			.toList();
		List<String> key = this.start.primaryKey(table.id());
		Stream<Column> segments = columns.stream()
			.filter((one) -> STRINGS.contains(one.baseType()) && key.equals(List.of(one.id().name())));
		Stream<Column> values = columns.stream().filter(ContinuedSequences::isNumber);
		if (columns.size() == 2) {
			segments.findFirst()
				.ifPresent((segment) -> values.findFirst()
					.ifPresent((value) -> Stream.of(String.valueOf(column.relation()), "default")
						.forEach((name) -> found.add(new IdGenerator(column, table.id(),
								Math.max(ALLOCATION_SIZE, (declared != null) ? declared.distance() : 0),
								new IdGenerator.Row(segment.id().name(), name, value.id().name(), 0))))));
		}
	}

}
