package io.appmigrations.internal.diff;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.appmigrations.internal.declaration.Declaration;
import io.appmigrations.internal.declaration.DeclarationReader;
import io.appmigrations.internal.declaration.RelationName;
import io.appmigrations.internal.family.TypeReplacements;
import io.appmigrations.internal.family.rename.Words;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.internal.schema.Sequence;
import io.appmigrations.internal.schema.SequenceOwner;
import io.appmigrations.internal.sql.StatementShape;
import io.appmigrations.model.Model;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Spares PostgreSQL the making of tables that the database certainly has as the model
 * declares them: most of a big schema has not changed, and making a table costs
 * PostgreSQL a file for each of its indexes.
 * <p>
 * A table is certainly unchanged where its statements are of plain forms, each part of it
 * has its match in the database, and the database has nothing else in it. What types,
 * defaults and conditions mean, PostgreSQL says ({@link Probes}). Any doubt, and the
 * table is made: then all that is lost is time.
 */
public final class UnchangedTables {

	/**
	 * Statements that do nothing but what they say, to what they name.
	 */
	private static final Map<String, Set<String>> HARMLESS = Map.of("create",
			Set.of("type", "domain", "cast", "extension", "schema", "view", "materialized view", "function",
					"procedure", "trigger", "policy", "index", "table", "sequence"),
			"alter", Set.of("table", "sequence"), "drop", Set.of("schema"), "comment", Set.of("table", "column",
					"constraint", "type", "domain", "function", "view", "extension", "schema", "sequence"));

	private static final Set<String> UNUSUAL = Set.of("global", "local", "temporary", "unlogged", "recursive",
			"constraint");

	private final Model model;

	private final Schema actual;

	private final Names names;

	private final Map<ObjectId, DeclaredTable> tables = new LinkedHashMap<>();

	private final Map<ObjectId, Integer> sequences = new LinkedHashMap<>();

	/** The statements that are run in any case. */
	private final BitSet always = new BitSet();

	private final BitSet done = new BitSet();

	private final Set<ObjectId> unchanged = new HashSet<>();

	private final Map<ObjectId, List<SchemaObject>> members = new HashMap<>();

	private final Probes probes;

	private UnchangedTables(Model model, Schema actual) {
		this.model = model;
		this.actual = actual;
		this.names = new Names(actual.defaultSchema());
		this.probes = new Probes(actual.defaultSchema());
	}

	/**
	 * Compares a model with a database.
	 * @param model the model
	 * @param actual what the database has
	 * @return what is to be run, or {@code null} where nothing can be said without
	 * running the whole model
	 */
	public static @Nullable UnchangedTables find(Model model, Schema actual) {
		UnchangedTables tables = new UnchangedTables(model, actual);
		return tables.read() ? tables : null;
	}

	private boolean read() {
		List<String> others = new ArrayList<>();
		List<Model.Statement> statements = this.model.statements();
		for (int i = 0; i < statements.size(); i++) {
			String sql = statements.get(i).sql();
			Declaration declaration = DeclarationReader.read(sql);
			if (declaration != null) {
				add(declaration, i);
			}
			else if (isHarmless(StatementShape.of(sql))) {
				others.add(sql);
				this.always.set(i);
			}
			else {
				return false;
			}
		}
		collectMembers();
		Words words = Words.in(others);
		this.sequences.entrySet().removeIf((sequence) -> {
			boolean mentioned = words.mention(sequence.getKey().name());
			this.always.set(sequence.getValue(), mentioned);
			return mentioned;
		});
		Set<ObjectId> meeting = this.model.complete() ? meeting() : Set.of();
		this.tables.forEach((id, table) -> {
			if (!words.mention(id.name()) && !meeting.contains(id) && table.resembles(members(id), this.tables)) {
				table.ask(this.probes);
				this.unchanged.add(id);
			}
		});
		return true;
	}

	private static boolean isHarmless(StatementShape shape) {
		return HARMLESS.getOrDefault(shape.verb(), Set.of()).contains(shape.kind())
				&& Collections.disjoint(shape.modifiers(), UNUSUAL);
	}

	/** Tables whose names meet: what the one is called depends on the other. */
	private Set<ObjectId> meeting() {
		Map<String, ObjectId> first = new HashMap<>();
		Set<ObjectId> meeting = new HashSet<>();
		this.tables.forEach((id, table) -> table.relatedNames().forEach((name) -> {
			ObjectId other = first.putIfAbsent(id.schema() + "." + name, id);
			if (other != null) {
				meeting.add(other);
				meeting.add(id);
			}
		}));
		return meeting;
	}

	private void add(Declaration declaration, int statement) {
		ObjectId id = table(declaration.relation());
		if (declaration instanceof Declaration.NewSequence sequence) {
			ObjectId sequenceId = Sequence.idOf(id.schema(), id.name());
			if (!isUnchanged(sequenceId, sequence) || this.sequences.putIfAbsent(sequenceId, statement) != null) {
				this.always.set(statement);
			}
		}
		else {
			this.tables.computeIfAbsent(id, (key) -> new DeclaredTable(key, this.names, this.model.complete()))
				.add(declaration, statement, this::table);
		}
	}

	private ObjectId table(RelationName name) {
		return ObjectId.table(Objects.requireNonNullElse(name.schema(), this.actual.defaultSchema()), name.name());
	}

	private boolean isUnchanged(ObjectId id, Declaration.NewSequence declared) {
		return this.actual.get(id) instanceof Sequence sequence && sequence.type().equals("bigint")
				&& sequence.options().equals(declared.options()) && !sequence.unlogged() && sequence.comment() == null
				&& this.actual.get(SequenceOwner.idOf(id)) == null;
	}

	private void collectMembers() {
		for (SchemaObject object : this.actual.objects().values()) {
			ObjectId table = object.tableAround();
			if (table != null && (this.model.complete() || !object.id().kind().isPrivilege())) {
				this.members.computeIfAbsent(table, (key) -> new ArrayList<>()).add(object);
			}
		}
	}

	/**
	 * Returns what must be run, and was not run yet.
	 * @return statements of the model in their order
	 */
	public List<Model.Statement> statements() {
		BitSet run = (BitSet) this.always.clone();
		Set<ObjectId> whole = this.tables.keySet()
			.stream()
			.filter(this::isMade)
			.collect(Collectors.toCollection(HashSet::new));
		Deque<ObjectId> referenced = new ArrayDeque<>();
		whole.forEach((id) -> {
			DeclaredTable table = Objects.requireNonNull(this.tables.get(id));
			table.statements().forEach(run::set);
			referenced.addAll(table.references());
		});
		Set<ObjectId> seen = new HashSet<>(whole);
		while (!referenced.isEmpty()) {
			ObjectId id = referenced.pop();
			DeclaredTable table = this.tables.get(id);
			if (table != null && seen.add(id)) {
				table.statementsForReferences().forEach(run::set);
				referenced.addAll(table.inlineReferences());
			}
		}
		if (!this.sequences.isEmpty()) {
			Words words = Words.in(run.stream().mapToObj((i) -> this.model.statements().get(i).sql()).toList());
			this.sequences
				.forEach((id, statement) -> run.set(statement, run.get(statement) || words.mention(id.name())));
		}
		run.andNot(this.done);
		this.done.or(run);
		return run.stream().mapToObj(this.model.statements()::get).toList();
	}

	/** Whoever points at a changed table is made too. */
	private boolean isMade(ObjectId id) {
		return !this.unchanged.contains(id) || Objects.requireNonNull(this.tables.get(id))
			.references()
			.stream()
			.anyMatch((other) -> !this.unchanged.contains(other));
	}

	/**
	 * Returns the statements that have PostgreSQL print what {@link #decide} is to know,
	 * to be run after {@link #statements()}.
	 * @return the statements
	 */
	public List<String> probes() {
		return this.probes.sql();
	}

	/**
	 * Looks at what PostgreSQL printed. There may be more {@link #statements()} after
	 * that.
	 * @param read what was read where the statements and the probes were run
	 */
	public void decide(Schema read) {
		Probes.Answers answers = new Probes.Answers(read);
		this.unchanged.removeIf((id) -> !Objects.requireNonNull(this.tables.get(id)).isAsIn(answers, this.members(id)));
	}

	private List<SchemaObject> members(ObjectId table) {
		return this.members.getOrDefault(table, List.of());
	}

	/**
	 * Adds what was not made.
	 * @param read what was read where the statements were run
	 * @return what the model declares
	 */
	public Schema complete(Schema read) {
		Set<ObjectId> kept = this.unchanged.stream().filter((id) -> !isMade(id)).collect(Collectors.toSet());
		Map<ObjectId, SchemaObject> objects = new TreeMap<>();
		Map<ObjectId, Set<ObjectId>> dependencies = new HashMap<>(read.dependencies());
		read.objects().forEach((id, object) -> {
			ObjectId table = object.tableAround();
			if (!Probes.isPartOf(object) && (table == null || !kept.contains(table))) {
				objects.put(id, object);
			}
		});
		this.actual.objects().forEach((id, object) -> {
			ObjectId table = object.tableAround();
			if ((table != null) ? kept.contains(table) : this.sequences.containsKey(id)) {
				objects.put(id, object);
				dependencies.put(id,
						this.actual.dependencies(id)
							.stream()
							.map((below) -> Objects.requireNonNullElse(TypeReplacements.ofSameName(read, below), below))
							.collect(Collectors.toSet()));
			}
		});
		Map<ObjectId, List<SchemaObject>> inherited = new HashMap<>(read.inheritedParts());
		kept.forEach((table) -> inherited.put(table, this.actual.inheritedParts(table)));
		return new Schema(read.defaultSchema(), objects.values(), dependencies, read.unread(), inherited);
	}

}
