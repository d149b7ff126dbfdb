package io.appmigrations.internal.compare;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.internal.diff.MadeObjects;
import io.appmigrations.internal.diff.MadeRecord;
import io.appmigrations.internal.family.rename.RenameSteps;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.SequenceOwner;
import io.appmigrations.model.IdGenerator;
import io.appmigrations.model.Kind;
import io.appmigrations.model.Model;
import io.appmigrations.model.ObjectId;
import io.appmigrations.model.Rename;
import org.jspecify.annotations.Nullable;

/**
 * The renames that a person asks for, on the command line or in the model. A sequence
 * called after its table is renamed and moved with the table, so that it continues where
 * it is.
 */
final class RequestedRenames {

	private static final String ALL = "*";

	private static final String FORM = "Write --rename OLD=NEW for tables, sequences, views and types, "
			+ "OLD_SCHEMA.NAME=NEW_SCHEMA.NAME to move to another schema, with * as the name for everything in the "
			+ "schema, and --rename TABLE.OLD=TABLE.NEW for columns. Names are spelled as in the database.";

	private static final Pattern PART = Pattern.compile("\"((?:[^\"]|\"\")++)\"|([^\".]++)");

	/** What is named without a table. */
	private static final List<Kind> KINDS = List.of(Kind.TABLE, Kind.VIEW, Kind.MATERIALIZED_VIEW, Kind.FOREIGN_TABLE,
			Kind.SEQUENCE, Kind.ENUM, Kind.COMPOSITE, Kind.RANGE, Kind.DOMAIN);

	private final Schema actual;

	private final Schema desired;

	private final String defaultSchema;

	private final Collection<IdGenerator> generators;

	private final MadeObjects made;

	/** The renames of objects that are named without a table. */
	private final Map<ObjectId, Rename> objects = new LinkedHashMap<>();

	private final Map<ObjectId, Rename> columns = new LinkedHashMap<>();

	/** Which of them somebody asks for, and how. */
	private final Map<Rename, Request> requested = new HashMap<>();

	/** What happens to what is named without a table, in order. */
	private List<Rename> steps = List.of();

	/**
	 * Prepares them.
	 * @param actual what the database has
	 * @param desired what the model declares
	 * @param generators which columns the application fills from which sequences
	 * @param made what earlier revisions made
	 */
	RequestedRenames(Schema actual, Schema desired, Collection<IdGenerator> generators, MadeObjects made) {
		this.actual = actual;
		this.desired = desired;
		this.defaultSchema = desired.defaultSchema();
		this.generators = generators;
		this.made = made;
	}

	/**
	 * Finds the schemas that old names are in.
	 * @param requests what is asked for
	 * @param declared what the model says
	 * @return schema and name of each, or the schema and an asterisk
	 */
	static Set<List<String>> oldNames(List<String> requests, List<Model.RenamedFrom> declared) {
		Set<List<String>> names = new HashSet<>();
		Stream
			.concat(requests.stream().map((request) -> parts(sides(request).get(0))),
					declared.stream()
						.filter((rename) -> rename.column() == null && rename.oldName().contains("."))
						.map((rename) -> List.of(rename.oldName().split("\\.", 2))))
			.filter((parts) -> parts.size() > 1)
			.forEach((parts) -> names.add(List.copyOf(parts.subList(0, 2))));
		return names;
	}

	/**
	 * Finds the names that a table may have had.
	 * @param table the table as the model names it
	 * @param defaultSchema the schema of names without one
	 * @param requests what is asked for
	 * @param declared what the model says
	 * @return the names, whether there are such tables or not
	 */
	static Set<ObjectId> formerTables(ObjectId table, String defaultSchema, List<String> requests,
			List<Model.RenamedFrom> declared) {
		Set<ObjectId> former = new HashSet<>();
		for (String request : requests) {
			List<String> sides = sides(request);
			List<String> old = parts(sides.get(0));
			List<String> renamed = parts(sides.get(sides.size() - 1));
			if (sides.size() != 2 || old.isEmpty() || renamed.isEmpty()) {
				continue;
			}
			String schema = (old.size() > 1) ? old.get(0) : defaultSchema;
			boolean isAll = old.get(old.size() - 1).equals("*") && renamed.get(0).equals(table.schema());
			if (isAll || renamed.get(renamed.size() - 1).equals(table.name())) {
				former.add(ObjectId.table(schema, isAll ? table.name() : old.get(old.size() - 1)));
			}
		}
		declared.stream()
			.filter((rename) -> rename.column() == null && rename.table().equals(table.name())
					&& Objects.requireNonNullElse(rename.schema(), defaultSchema).equals(table.schema()))
			.map((rename) -> rename.oldName().split("\\.", 2))
			.forEach((old) -> former
				.add(ObjectId.table((old.length > 1) ? old[0] : table.schema(), old[old.length - 1])));
		return former;
	}

	/**
	 * Resolves them.
	 * @param requests what is asked for
	 * @param declared what the model says
	 * @return the renames in order
	 */
	Resolved resolve(List<String> requests, List<Model.RenamedFrom> declared) {
		List<Request> parsed = requests.stream().map(RequestedRenames::parse).toList();
		declared.stream().filter((rename) -> rename.column() == null).forEach(this::declareObject);
		parsed.stream().filter((request) -> !request.isAll()).forEach(this::requestObject);
		parsed.stream().filter(Request::isAll).forEach(this::requestAll);
		this.objects.values().stream().toList().forEach(this::addSequences);
		settle(this.objects);
		this.steps = RenameSteps.order(this.objects.values(), this::isThere);
		declared.stream().filter((rename) -> rename.column() != null).forEach(this::declareColumn);
		parsed.stream().filter((request) -> !request.isAll()).forEach(this::requestColumn);
		settle(this.columns);
		List<Rename> all = new ArrayList<>(this.steps);
		all.addAll(RenameSteps.order(this.columns.values(), this::isThere));
		Set<String> swapped = swaps(this.objects.values());
		swapped.addAll(swaps(this.columns.values()));
		return new Resolved(all, swapped);
	}

	/** Whether something has a name; of a column, in the new name of its table. */
	private boolean isThere(ObjectId id) {
		if (id.relation() != null) {
			return isPresent(id);
		}
		return Stream.concat(Stream.of(Kind.INDEX), KINDS.stream())
			.anyMatch((kind) -> this.actual.get(id.inKind(kind)) != null);
	}

	private boolean isPresent(ObjectId id) {
		return this.actual.get((id.relation() != null) ? RenameSteps.before(this.steps, id) : id) != null;
	}

	private Set<String> swaps(Collection<Rename> renames) {
		Set<String> swaps = new TreeSet<>();
		RenameSteps.circles(renames).forEach((rename) -> swaps.add(swap(rename)));
		return swaps;
	}

	private String swap(Rename rename) {
		return MadeRecord.swap(rename, new Names(this.defaultSchema));
	}

	private void declareObject(Model.RenamedFrom rename) {
		String schema = Objects.requireNonNullElse(rename.schema(), this.defaultSchema);
		ObjectId old = ObjectId.table(schema, rename.oldName());
		int dot = rename.oldName().indexOf('.');
		if (dot > 0 && this.actual.get(old) == null) {
			old = ObjectId.table(rename.oldName().substring(0, dot), rename.oldName().substring(dot + 1));
		}
		declare(new Rename(old, ObjectId.table(schema, rename.table())), this.objects);
	}

	private void declareColumn(Model.RenamedFrom rename) {
		ObjectId table = ObjectId.table(Objects.requireNonNullElse(rename.schema(), this.defaultSchema),
				rename.table());
		declare(new Rename(ObjectId.member(Kind.COLUMN, table, rename.oldName()),
				Objects.requireNonNull(rename.column())), this.columns);
	}

	private void declare(Rename rename, Map<ObjectId, Rename> renames) {
		if (isPresent(rename.object()) && !rename.object().equals(rename.renamed())) {
			renames.put(rename.object(), rename);
		}
	}

	/**
	 * Leaves out what the model says and what was done already: an old name that stays,
	 * or a new one that is taken, unless what has it is renamed too. Of what is asked
	 * for, nothing may be left out.
	 */
	private void settle(Map<ObjectId, Rename> renames) {
		Set<Rename> circles = RenameSteps.circles(renames.values());
		renames.values()
			.removeIf((rename) -> !this.requested.containsKey(rename) && circles.contains(rename)
					&& this.made.hasSwapped(swap(rename)));
		boolean changed = true;
		while (changed) {
			Set<ObjectId> given = new HashSet<>();
			renames.values().forEach((rename) -> given.add(rename.renamed()));
			changed = renames.values()
				.removeIf((rename) -> !this.requested.containsKey(rename)
						&& ((this.desired.get(rename.object()) != null && !given.contains(rename.object()))
								|| (isThere(rename.renamed()) && !renames.containsKey(rename.renamed()))));
		}
		Map<ObjectId, Rename> targets = new HashMap<>();
		for (Rename rename : List.copyOf(renames.values())) {
			Rename other = targets.putIfAbsent(rename.renamed(), rename);
			if (other != null) {
				Request request = Objects.requireNonNullElse(this.requested.get(rename), this.requested.get(other));
				if (request != null) {
					throw request.invalid("%s and %s cannot both become %s".formatted(other.object(), rename.object(),
							rename.renamed()));
				}
				renames.remove(rename.object());
			}
		}
		renames.values().forEach((rename) -> {
			Request request = this.requested.get(rename);
			if (request != null) {
				require(rename, request, renames);
			}
		});
	}

	private void require(Rename rename, Request request, Map<ObjectId, Rename> renames) {
		ObjectId old = rename.object();
		ObjectId renamed = rename.renamed();
		String keyword = old.kind().keyword();
		if (!isPresent(old)) {
			throw request.invalid("the database has no %s %s".formatted(keyword, old));
		}
		if (this.desired.get(renamed) == null) {
			throw request.invalid("the model has no %s %s".formatted(keyword, renamed));
		}
		if (isThere(renamed) && !renames.containsKey(renamed)) {
			throw request.invalid((this.desired.get(old) != null)
					? "both %s and %s are in the database and in the model".formatted(old, renamed)
					: "the database already has a %s %s".formatted(keyword, renamed));
		}
	}

	private void request(Rename rename, Request request, Map<ObjectId, Rename> renames) {
		Rename other = renames.get(rename.object());
		if (rename.object().equals(rename.renamed())) {
			throw request.invalid("it already has this name");
		}
		if (other != null && this.requested.containsKey(other) && !other.equals(rename)) {
			throw request.invalid("%s is already renamed to %s".formatted(rename.object(), other.renamed()));
		}
		renames.put(rename.object(), rename);
		this.requested.put(rename, request);
	}

	private void requestObject(Request request) {
		ObjectId old = oldObject(request);
		if (old != null) {
			request(new Rename(old, newObject(old, request)), request, this.objects);
		}
	}

	/** What is meant where it is no column. */
	private @Nullable ObjectId oldObject(Request request) {
		List<String> parts = request.old();
		if (parts.size() > 2) {
			return null;
		}
		String name = parts.get(parts.size() - 1);
		String schema = (parts.size() == 2) ? parts.get(0) : this.defaultSchema;
		for (Kind kind : KINDS) {
			if (this.actual.get(ObjectId.of(kind, schema, name)) != null) {
				return ObjectId.of(kind, schema, name);
			}
		}
		return (parts.size() == 1 || (isSchema(schema) && !isTable(schema))) ? ObjectId.table(schema, name) : null;
	}

	private boolean isSchema(String name) {
		return name.equals(this.defaultSchema) || Stream.of(this.actual, this.desired)
			.flatMap((schema) -> schema.objects().keySet().stream())
			.anyMatch((id) -> id.schema().equals(name));
	}

	private boolean isTable(String name) {
		ObjectId table = ObjectId.table(this.defaultSchema, name);
		return this.actual.get(table) != null || this.desired.get(table) != null;
	}

	private ObjectId newObject(ObjectId old, Request request) {
		List<String> parts = request.renamed();
		String name = parts.get(parts.size() - 1);
		if (parts.size() > 2) {
			throw request.invalid("%s is not a column".formatted(old));
		}
		if (parts.size() == 2) {
			return ObjectId.of(old.kind(), parts.get(0), name);
		}
		ObjectId unqualified = ObjectId.of(old.kind(), this.defaultSchema, name);
		ObjectId beside = old.renamed(name);
		return (this.desired.get(beside) == null && this.desired.get(unqualified) != null) ? unqualified : beside;
	}

	/** Everything that the model has in the other schema. */
	private void requestAll(Request request) {
		if (request.old().size() > 2 || request.renamed().size() > 2 || !request.isAll(request.renamed())) {
			throw request.invalid("it is not SCHEMA.*=SCHEMA.*");
		}
		String from = (request.old().size() == 2) ? request.old().get(0) : this.defaultSchema;
		String to = (request.renamed().size() == 2) ? request.renamed().get(0) : this.defaultSchema;
		int before = this.objects.size();
		for (ObjectId id : this.actual.objects().keySet()) {
			ObjectId moved = ObjectId.of(id.kind(), to, id.name());
			if (id.schema().equals(from) && KINDS.contains(id.kind()) && !this.objects.containsKey(id)
					&& this.desired.get(id) == null && this.desired.get(moved) != null && !isThere(moved)
					&& !isOwned(id)) {
				request(new Rename(id, moved), request, this.objects);
			}
		}
		if (this.objects.size() == before) {
			throw request.invalid("the database has nothing in %s that the model has in %s".formatted(from, to));
		}
	}

	private boolean isOwned(ObjectId id) {
		return id.kind() == Kind.SEQUENCE && this.actual.get(id.inKind(Kind.SEQUENCE_OWNER)) instanceof SequenceOwner;
	}

	/** The sequences that give a table its ids, by what the model or their names say. */
	private void addSequences(Rename rename) {
		if (rename.object().kind() != Kind.TABLE) {
			return;
		}
		ObjectId old = rename.object();
		ObjectId table = rename.renamed();
		addSequence(ObjectId.of(Kind.SEQUENCE, old.schema(), old.name() + "_seq"),
				ObjectId.of(Kind.SEQUENCE, table.schema(), table.name() + "_seq"));
		this.generators.stream()
			.filter((generator) -> table.equals(generator.column().table()) && generator.row() == null)
			.map(IdGenerator::source)
			.forEach((source) -> Stream
				.of(ObjectId.of(Kind.SEQUENCE, old.schema(), source.name()),
						ObjectId.of(Kind.SEQUENCE, old.schema(), old.name() + "_seq"),
						ObjectId.of(Kind.SEQUENCE, this.defaultSchema, source.name()))
				.filter((sequence) -> this.actual.get(sequence) != null)
				.findFirst()
				.ifPresent((sequence) -> addSequence(sequence, source)));
		if (!rename.isMove()) {
			this.actual.all(SequenceOwner.class).forEach((owner) -> addSerial(owner, old, table));
		}
	}

	/** The sequence of a serial has the name of its table. */
	private void addSerial(SequenceOwner owner, ObjectId old, ObjectId table) {
		ObjectId sequence = owner.id().inKind(Kind.SEQUENCE);
		if (old.equals(owner.column().table()) && sequence.name().startsWith(old.name() + "_")
				&& sequence.schema().equals(old.schema())) {
			ObjectId renamed = sequence.renamed(table.name() + sequence.name().substring(old.name().length()));
			if (this.desired.get(renamed) != null && this.desired.get(sequence) == null) {
				this.objects.putIfAbsent(sequence, new Rename(sequence, renamed));
			}
		}
	}

	private void addSequence(ObjectId sequence, ObjectId renamed) {
		if (this.actual.get(sequence) != null && this.desired.get(renamed) != null && !sequence.equals(renamed)
				&& !isOwned(sequence)
				&& this.objects.values().stream().noneMatch((rename) -> rename.renamed().equals(renamed))) {
			this.objects.putIfAbsent(sequence, new Rename(sequence, renamed));
		}
	}

	private void requestColumn(Request request) {
		List<String> parts = request.old();
		if (oldObject(request) != null) {
			return;
		}
		if (parts.size() > 3) {
			throw request.invalid("it is not OLD=NEW");
		}
		ObjectId named = ObjectId.table((parts.size() == 3) ? parts.get(0) : this.defaultSchema,
				parts.get(parts.size() - 2));
		ObjectId table = isPresentTable(named) ? named : RenameSteps.after(this.steps, named);
		List<String> renamed = request.renamed();
		ObjectId given = switch (renamed.size()) {
			case 1 -> table;
			case 2 -> ObjectId.table(
					List.of(table.name(), named.name()).contains(renamed.get(0)) ? table.schema() : this.defaultSchema,
					renamed.get(0));
			default -> ObjectId.table(renamed.get(renamed.size() - 3), renamed.get(renamed.size() - 2));
		};
		if (!given.equals(table) && !given.name().equals(named.name())) {
			throw request.invalid("a column cannot move to another table");
		}
		ObjectId old = ObjectId.member(Kind.COLUMN, table, parts.get(parts.size() - 1));
		request(new Rename(old, renamed.get(renamed.size() - 1)), request, this.columns);
	}

	/** Whether a table has the name after the renames. */
	private boolean isPresentTable(ObjectId table) {
		ObjectId before = RenameSteps.before(this.steps, table);
		return this.actual.get(before) != null && RenameSteps.after(this.steps, before).equals(table);
	}

	private static Request parse(String text) {
		List<String> sides = sides(text);
		Request request = new Request(text, parts(sides.get(0)), parts(sides.get(sides.size() - 1)));
		if (sides.size() != 2 || request.old().isEmpty() || request.renamed().isEmpty()) {
			throw request.invalid("it is not OLD=NEW");
		}
		return request;
	}

	static List<String> sides(String request) {
		return List.of(request.split("=(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", -1));
	}

	/** The names between dots; none where it is not names. */
	static List<String> parts(String text) {
		List<String> parts = new ArrayList<>();
		Matcher part = PART.matcher(text.strip());
		int position = 0;
		while (part.lookingAt()) {
			parts.add((part.group(1) != null) ? part.group(1).replace("\"\"", "\"") : part.group(2).strip());
			position = part.end();
			if (position == text.strip().length()) {
				return parts;
			}
			if (text.strip().charAt(position) != '.') {
				return List.of();
			}
			part.region(position + 1, text.strip().length());
		}
		return List.of();
	}

	/**
	 * What came of them.
	 *
	 * @param renames the renames in order, one step each
	 * @param swapped what exchanges its names, for the record
	 */
	record Resolved(List<Rename> renames, Set<String> swapped) {
	}

	/**
	 * What is asked for.
	 *
	 * @param text as it was written
	 * @param old the parts of the old name
	 * @param renamed the parts of the new name
	 */
	private record Request(String text, List<String> old, List<String> renamed) {

		boolean isAll() {
			return isAll(this.old);
		}

		boolean isAll(List<String> parts) {
			return parts.get(parts.size() - 1).equals(ALL);
		}

		MigrationException invalid(String why) {
			return new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"--rename %s is not possible: %s".formatted(this.text, why), FORM);
		}

	}

}
