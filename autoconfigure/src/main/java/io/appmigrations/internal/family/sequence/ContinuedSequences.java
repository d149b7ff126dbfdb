package io.appmigrations.internal.family.sequence;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.appmigrations.internal.family.read.Row;
import io.appmigrations.internal.schema.Column;
import io.appmigrations.internal.schema.Default;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.Sequence;
import io.appmigrations.internal.schema.SequenceOptions;
import io.appmigrations.internal.schema.SequenceOwner;
import io.appmigrations.internal.sql.SqlToken;
import io.appmigrations.internal.sql.SqlTokens;
import io.appmigrations.internal.sql.TokenType;
import io.appmigrations.model.Change;
import io.appmigrations.model.IdGenerator;
import io.appmigrations.model.Kind;
import io.appmigrations.model.Note;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * What makes a sequence, or a row of a generator's table, that takes over from something
 * else go on after the values that rows have. Who takes values from which sequence is
 * said by the defaults of columns, by the owners of sequences, and by the entities.
 */
public final class ContinuedSequences {

	private static final Set<String> NUMBERS = Set.of("smallint", "integer", "bigint", "numeric");

	private final Schema from;

	private final Schema to;

	private final Names names;

	private ContinuedSequences(Schema from, Schema to) {
		this.from = from;
		this.to = to;
		this.names = new Names(to.defaultSchema());
	}

	/**
	 * Finds the changes to make after all others.
	 * @param from the schema as it is
	 * @param to the desired schema
	 * @param changes the other changes
	 * @param before who fills which columns, besides what the schema says itself
	 * @param after who fills them after the changes
	 * @return the changes
	 */
	public static List<Change> between(Schema from, Schema to, List<Change> changes, Collection<IdGenerator> before,
			Collection<IdGenerator> after) {
		ContinuedSequences sequences = new ContinuedSequences(from, to);
		// who owns a sequence need not take values from it, so that a default counts more
		Set<Use> known = Stream.concat(defaultsOf(from), before.stream()).map(Use::of).collect(Collectors.toSet());
		Set<Use> owning = ownersOf(from).map(Use::of).collect(Collectors.toSet());
		Map<Place, List<IdGenerator>> places = new LinkedHashMap<>();
		Set<Use> seen = new HashSet<>();
		Set<Use> takingOver = new HashSet<>();
		Stream.concat(after.stream(), defaultsOf(to)).forEach((use) -> {
			if (!known.contains(Use.of(use))) {
				takingOver.add(Use.of(use));
			}
			place(use, to, places, seen);
		});
		ownersOf(to).forEach((use) -> {
			if (!known.contains(Use.of(use)) && !owning.contains(Use.of(use))) {
				takingOver.add(Use.of(use));
			}
			place(use, to, places, seen);
		});
		Set<ObjectId> locked = changes.stream()
			.filter((change) -> change.object().kind() == Kind.COLUMN || change.object().kind() == Kind.DEFAULT)
			.flatMap((change) -> Stream.ofNullable(change.object().table()))
			.collect(Collectors.toSet());
		List<Change> continued = new ArrayList<>();
		places.forEach((place, uses) -> {
			List<IdGenerator> filled = uses.stream().filter((use) -> sequences.mayHaveValues(use.column())).toList();
			boolean isNew = from.get(place.source()) == null;
			if (filled.stream().anyMatch((use) -> isNew || takingOver.contains(Use.of(use)))
					|| (isNew && place.needsRow())) {
				continued.add(sequences.change(place, filled, isNew, locked));
			}
		});
		return continued;
	}

	private static void place(IdGenerator use, Schema to, Map<Place, List<IdGenerator>> places, Set<Use> seen) {
		if (to.get(use.source()) != null && seen.add(Use.of(use))) {
			places.computeIfAbsent(new Place(use.source(), use.row()), (key) -> new ArrayList<>()).add(use);
		}
	}

	private static Stream<IdGenerator> defaultsOf(Schema schema) {
		return schema.all(Default.class)
			.stream()
			.filter(ContinuedSequences::takesNextValue)
			.flatMap((value) -> schema.dependencies(value.id())
				.stream()
				.flatMap((below) -> use(schema, below, value.id().inKind(Kind.COLUMN))));
	}

	private static Stream<IdGenerator> ownersOf(Schema schema) {
		return schema.all(SequenceOwner.class)
			.stream()
			.flatMap((owner) -> use(schema, owner.sequence(), owner.column()));
	}

	private static Stream<IdGenerator> use(Schema schema, ObjectId id, ObjectId column) {
		return (schema.get(id) instanceof Sequence sequence)
				? Stream.of(new IdGenerator(column, id, Math.abs(sequence.options().increment()), null))
				: Stream.empty();
	}

	/** Whether a default is the next value of a sequence and nothing more. */
	public static boolean takesNextValue(Default value) {
		SqlTokens tokens = SqlTokens.of(value.expression());
		SqlToken name = tokens.accept("nextval", "(") ? tokens.next() : null;
		return name != null && name.type() == TokenType.STRING && tokens.accept("::", "regclass", ")")
				&& (!tokens.accept("::") || tokens.name() != null) && tokens.isAtEnd();
	}

	public static boolean isNumber(Column column) {
		return NUMBERS.contains(column.baseType());
	}

	private boolean mayHaveValues(ObjectId column) {
		return this.from.get(column) instanceof Column && this.to.get(column) instanceof Column after
				&& isNumber(after);
	}

	private Change change(Place place, List<IdGenerator> filled, boolean isNew, Set<ObjectId> locked) {
		List<String> sql = new ArrayList<>();
		Set<String> unlocked = new TreeSet<>();
		filled.stream()
			.filter((use) -> !locked.contains(use.column().table()))
			.forEach((use) -> unlocked.add(this.names.relationOf(use.column())));
		if (!unlocked.isEmpty()) {
			// so that nobody adds a row with a higher value meanwhile
			sql.add("lock table %s in share mode".formatted(String.join(", ", unlocked)));
		}
		sql.add((this.to.get(place.source()) instanceof Sequence sequence) ? setValue(sequence, filled, isNew)
				: setRow(place, filled, isNew));
		List<String> columns = filled.stream()
			.map((use) -> this.names.relationOf(use.column()) + "." + Names.quoted(use.column().name()))
			.distinct()
			.toList();
		List<Note> notes = columns.isEmpty() ? List.of()
				: List.of(Note.of("Continues after the highest value of %s.".formatted(String.join(", ", columns))));
		ObjectId source = place.source();
		String subject = (source.kind() == Kind.TABLE) ? this.names.of(source)
				: source.kind().keyword() + " " + this.names.of(source);
		return new Change(Change.Action.ALTER, source, subject, sql, notes);
	}

	private String setValue(Sequence sequence, List<IdGenerator> filled, boolean isNew) {
		String name = Names.literal(this.names.of(sequence.id()));
		SequenceOptions options = sequence.options();
		String next = isNew ? String.valueOf(options.start()) : "nextval(%s)".formatted(name);
		return "select setval(%s, %s, false)%s".formatted(name, furthest(filled, next, options.increment() < 0),
				from(filled));
	}

	private String setRow(Place place, List<IdGenerator> filled, boolean isNew) {
		IdGenerator.Row row = place.requireRow();
		String table = this.names.of(place.source());
		String column = Names.quoted(row.valueColumn());
		if (row.segmentColumn() == null || row.segment() == null) {
			return isNew
					? "insert into %s (%s) select %s%s".formatted(table, column,
							furthest(filled, String.valueOf(row.initial()), false), from(filled))
					: "update %s set %s = greatest(%2$s, (select %s%s))".formatted(table, column,
							furthest(filled, String.valueOf(row.initial()), false), from(filled));
		}
		String segmentColumn = Names.quoted(row.segmentColumn());
		String insert = "insert into %s (%s, %s) select %s, %s%s".formatted(table, segmentColumn, column,
				Names.literal(row.segment()), furthest(filled, String.valueOf(row.initial()), false), from(filled));
		return isNew ? insert : "%s on conflict (%s) do update set %s = greatest(%s.%3$s, excluded.%3$s)"
			.formatted(insert, segmentColumn, column, Names.quoted(place.source().name()));
	}

	private String furthest(List<IdGenerator> filled, String next, boolean descending) {
		String function = descending ? "min" : "max";
		List<String> values = new ArrayList<>();
		for (IdGenerator use : filled) {
			String cast = (this.to.get(use.column()) instanceof Column column && column.baseType().equals("numeric"))
					? "::bigint" : "";
			String value = "%s(%s)%s".formatted(function, Names.quoted(use.column().name()), cast);
			String step = (use.distance() == 0) ? "" : (descending ? " - " : " + ") + use.distance();
			values.add((filled.size() == 1) ? value + step
					: "(select %s from %s)%s".formatted(value, this.names.relationOf(use.column()), step));
		}
		values.add(next);
		return (values.size() == 1) ? next
				: "%s(%s)".formatted(descending ? "least" : "greatest", String.join(", ", values));
	}

	private String from(List<IdGenerator> filled) {
		return (filled.size() == 1) ? " from " + this.names.relationOf(filled.get(0).column()) : "";
	}

	/**
	 * A sequence, or a row of a generator's table.
	 */
	private record Place(ObjectId source, IdGenerator.@Nullable Row row) {

		/** A table with one row cannot be without it. */
		boolean needsRow() {
			return this.row != null && this.row.segment() == null;
		}

		IdGenerator.Row requireRow() {
			if (this.row == null) {
				throw new IllegalStateException("%s is not a sequence".formatted(this.source));
			}
			return this.row;
		}

	}

	/**
	 * That a column takes its values from somewhere.
	 */
	private record Use(ObjectId source, @Nullable String segment, ObjectId column) {

		static Use of(IdGenerator generator) {
			IdGenerator.Row row = generator.row();
			return new Use(generator.source(), (row != null) ? row.segment() : null, generator.column());
		}

	}

}
