package io.appmigrations.internal.compare;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import io.appmigrations.internal.catalog.Scratch;
import io.appmigrations.internal.database.PipelineException;
import io.appmigrations.internal.diff.FileDeclarations;
import io.appmigrations.internal.family.rename.Words;
import io.appmigrations.internal.schema.Extension;
import io.appmigrations.internal.schema.Namespace;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.internal.sql.QualifiedName;
import io.appmigrations.internal.sql.SqlTokens;
import io.appmigrations.internal.sql.StatementShape;
import io.appmigrations.model.Model;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * A model of several sources in scratch schemas. The order of the sources says nothing: a
 * statement that lacks something waits until the others have run. What files declare is
 * told from what entities declare by what PostgreSQL has after each.
 */
final class UnorderedModel {

	/** What entities may need, and what holds for all that is made after it. */
	private static final Set<String> FIRST = Set.of("extension", "language", "type", "domain", "collation", "sequence",
			"function");

	/** What is to hold for everything that is there. */
	private static final Set<String> LAST = Set.of("grant", "revoke");

	/** What a file declares in the place of an entity's table. */
	private static final Set<String> MAPPED = Set.of("view", "materialized view", "foreign table");

	private static final Set<String> IF_NOT_EXISTS = Set.of("table", "foreign table", "index", "sequence", "view",
			"materialized view", "collation", "statistics");

	/** The settings that decide what a statement makes. */
	private static final Set<String> SETTINGS = Set.of("search_path", "schema", "check_function_bodies");

	/** Those of them that decide where it is made. */
	private static final Set<String> PATHS = Set.of("search_path", "schema");

	private static final String SAVEPOINT = "app_migrations_model";

	/** How PostgreSQL says that something is not there, or not there yet. */
	private static final String MAY_COME = "42";

	private static final String NO_SCHEMA = "3F000";

	/** How it says that a row refers to one that is not there. */
	private static final String NO_ROW = "23503";

	private static final Set<String> FINAL = Set.of("42601", "42501");

	private final RunnableStatements runnable;

	private final String defaultSchema;

	private final boolean mixed;

	private final List<Step> entities = new ArrayList<>();

	/** Schemas that come with what is in them, and make room for themselves. */
	private final List<Step> schemas = new ArrayList<>();

	/** What decides how everything after it is made. */
	private final List<Step> privileges = new ArrayList<>();

	private final List<Step> first = new ArrayList<>();

	private final List<Step> tables = new ArrayList<>();

	/** Columns that others may have in mind when they say {@code *}. */
	private final List<Step> altered = new ArrayList<>();

	private final List<Step> middle = new ArrayList<>();

	private final List<Step> last = new ArrayList<>();

	/** What fills tables, once they are all there. */
	private final List<Step> data = new ArrayList<>();

	private final DeclaredRows rows = new DeclaredRows();

	private final Set<ObjectId> ofFiles = new HashSet<>();

	private final Map<ObjectId, SchemaObject> plain = new HashMap<>();

	private @Nullable Schema read;

	/** Whether statements of files have run since. */
	private boolean unread;

	UnorderedModel(Model model, RunnableStatements runnable, String defaultSchema) {
		this.runnable = runnable;
		this.defaultSchema = defaultSchema;
		this.mixed = model.mixed();
		Set<String> mapped = new TreeSet<>();
		for (Model part : model.parts()) {
			if (part.complete()) {
				addFile(part, mapped);
			}
		}
		model.parts().stream().filter((part) -> !part.complete()).forEach((part) -> addEntities(part, mapped));
	}

	/** An entity may stand for the rows of a view that a file declares. */
	private void addEntities(Model part, Set<String> mapped) {
		for (Model.Statement statement : this.runnable.of(part.statements())) {
			if (statement.data()) {
				addRows(statement, List.of());
				continue;
			}
			String table = table(StatementShape.of(statement.sql()));
			if (table == null || !mapped.contains(table)) {
				this.entities.add(new Step(statement, List.of(statement.sql()), false));
			}
		}
	}

	private @Nullable String table(StatementShape shape) {
		QualifiedName name = (shape.relation() != null) ? shape.relation() : shape.name();
		if (name == null) {
			return null;
		}
		List<String> parts = shape.is("comment", "column") ? name.parts().subList(0, name.parts().size() - 1)
				: name.parts();
		return parts.isEmpty() ? null : qualified(new QualifiedName(parts));
	}

	private String qualified(QualifiedName name) {
		return Objects.requireNonNullElse(name.qualifier(), this.defaultSchema) + "." + name.name();
	}

	private void addFile(Model part, Set<String> mapped) {
		Set<String> created = new HashSet<>();
		List<String> settings = new ArrayList<>();
		for (Model.Statement statement : this.runnable.of(part.statements())) {
			if (statement.data()) {
				addRows(statement, settings);
				continue;
			}
			StatementShape shape = StatementShape.of(statement.sql());
			if (isSetting(statement.sql(), shape)) {
				set(statement.sql(), settings);
				continue;
			}
			if (isForAnotherStart(shape, created)) {
				continue;
			}
			String sql = isCreatedBefore(shape, created) ? statement.sql() : insisting(statement.sql(), shape);
			QualifiedName name = shape.name();
			if (shape.verb().equals("create") && name != null) {
				created.add(shape.kind() + " " + qualified(name));
				String schema = (name.qualifier() != null) ? name.qualifier() : schemaOfNames(settings);
				if (MAPPED.contains(shape.kind()) && schema != null && !shape.has("temporary")) {
					mapped.add(schema + "." + name.name());
				}
			}
			List<String> run = new ArrayList<>(settings);
			run.add(sql);
			place(shape).add(new Step(statement, run, mayCome(shape)));
		}
	}

	private void addRows(Model.Statement statement, List<String> settings) {
		this.rows.add(InsertedRows.of(statement, schemaOfNames(settings)));
		List<String> run = new ArrayList<>(settings);
		run.add(statement.sql());
		this.data.add(new Step(statement, run, false));
	}

	/**
	 * Finds the tables whose rows a model declares.
	 * @param model the model
	 * @param runnable knows which statements run
	 * @param defaultSchema the schema of names without one
	 * @return their ids
	 */
	static Set<ObjectId> filled(Model model, RunnableStatements runnable, String defaultSchema) {
		return model.declaresRows() ? new UnorderedModel(model, runnable, defaultSchema).rows.tables() : Set.of();
	}

	/**
	 * Where what has no schema in its name is created, {@code null} if that is unknown.
	 */
	private @Nullable String schemaOfNames(List<String> settings) {
		String schema = this.defaultSchema;
		for (String setting : settings) {
			if (PATHS.stream().noneMatch((name) -> isAbout(setting, name))) {
				continue;
			}
			SqlTokens tokens = SqlTokens.of(setting);
			if (!tokens.accept("set")) {
				return null;
			}
			if (!tokens.accept("session")) {
				tokens.accept("local");
			}
			if (!tokens.accept("search_path") || !(tokens.accept("to") || tokens.accept("="))) {
				return null;
			}
			schema = tokens.name();
			if (schema == null) {
				return null;
			}
		}
		return schema;
	}

	private List<Step> place(StatementShape shape) {
		if (shape.is("create", "schema") || shape.is("drop", "schema")) {
			return this.schemas;
		}
		if (shape.is("alter", "default privileges")) {
			return this.privileges;
		}
		if (shape.kind().equals("table") && (shape.verb().equals("create") || shape.verb().equals("alter"))) {
			return shape.verb().equals("create") ? this.tables : this.altered;
		}
		boolean isFirst = FIRST.contains(shape.kind()) && shape.verb().equals("create");
		return LAST.contains(shape.verb()) ? this.last : isFirst ? this.first : this.middle;
	}

	/** A file is alone with its settings. */
	private static boolean isSetting(String sql, StatementShape shape) {
		return shape.verb().equals("set") || shape.verb().equals("reset")
				|| (shape.verb().equals("select") && isNamed(sql, "set_config"));
	}

	private static boolean isNamed(String sql, String name) {
		SqlTokens tokens = SqlTokens.of(sql);
		while (!tokens.isAtEnd()) {
			if (tokens.accept(name)) {
				return true;
			}
			tokens.next();
		}
		return false;
	}

	/**
	 * Of the settings in a dump, most are the session's own business, and an empty search
	 * path only says that all names have a schema.
	 */
	private static void set(String sql, List<String> settings) {
		if (SETTINGS.stream().noneMatch((name) -> isAbout(sql, name))) {
			return;
		}
		boolean isForBodies = isAbout(sql, "check_function_bodies");
		if (sql.contains("''") || SqlTokens.of(sql).isNext("reset")) {
			settings.removeIf((setting) -> isAbout(setting, "check_function_bodies") == isForBodies);
		}
		else {
			settings.add(sql);
		}
	}

	private static boolean isAbout(String sql, String setting) {
		boolean isFunction = !SqlTokens.of(sql).isNext("set") && !SqlTokens.of(sql).isNext("reset");
		return isFunction ? sql.contains(setting) : isNamed(sql, setting);
	}

	/** A file that can be run again drops first what it makes. */
	private boolean isForAnotherStart(StatementShape shape, Set<String> created) {
		return shape.verb().equals("drop") && shape.has("if exists") && !shape.kind().equals("schema")
				&& shape.names().stream().noneMatch((name) -> created.contains(shape.kind() + " " + qualified(name)));
	}

	private boolean isCreatedBefore(StatementShape shape, Set<String> created) {
		QualifiedName name = shape.name();
		return name != null && created.contains(shape.kind() + " " + qualified(name));
	}

	/** What two files declare must not depend on which of them comes first. */
	private static String insisting(String sql, StatementShape shape) {
		String insisting = sql;
		if (shape.has("if not exists") && IF_NOT_EXISTS.contains(shape.kind())) {
			insisting = without(insisting, "if", "not", "exists");
		}
		if (shape.has("or replace") && !shape.kind().equals("language") && !shape.kind().equals("transform")) {
			insisting = without(insisting, "or", "replace");
		}
		return mayCome(shape) ? without(insisting, "if", "exists") : insisting;
	}

	/** What may be missing may be in another file, too. */
	private static boolean mayCome(StatementShape shape) {
		return shape.verb().equals("alter") && shape.has("if exists") && !shape.rest().isNext("drop");
	}

	private static String without(String sql, String... words) {
		SqlTokens tokens = SqlTokens.of(sql);
		while (!tokens.isNext(words)) {
			tokens.next();
		}
		int start = tokens.offset();
		tokens.accept(words);
		return sql.substring(0, start) + sql.substring(tokens.offset());
	}

	/**
	 * Runs the model.
	 * @param scratch empty schemas
	 * @return what is there after it
	 * @throws Failure where a statement cannot be executed
	 */
	Schema run(Scratch scratch) throws Failure {
		List<Step> files = lead(scratch,
				Stream.of(this.schemas, this.privileges, this.first).flatMap(List::stream).toList(), true);
		List<Step> tables = lead(scratch, this.entities, false);
		for (List<Step> group : List.of(this.tables, this.altered)) {
			int all = files.size() + group.size();
			files.addAll(group);
			files = group.isEmpty() ? files : runAll(scratch, files);
			this.unread |= files.size() < all;
		}
		files.addAll(this.middle);
		while (this.unread || !files.isEmpty() || !tables.isEmpty()) {
			int left = files.size() + tables.size();
			files = lead(scratch, files, true);
			tables = lead(scratch, tables, false);
			boolean stuck = left > 0 && files.size() + tables.size() == left;
			if (stuck && !files.removeIf(Step::isDispensable)) {
				throw root(Stream.concat(tables.stream(), files.stream()).toList());
			}
		}
		List<Step> refused = lead(scratch, this.last, true);
		if (!refused.isEmpty()) {
			throw root(refused);
		}
		Schema made = (this.read != null) ? this.read : scratch.read();
		return this.data.isEmpty() ? made : filled(scratch, made);
	}

	private Schema filled(Scratch scratch, Schema made) throws Failure {
		try {
			this.rows.prepare(scratch, made);
		}
		catch (PipelineException ex) {
			throw new Failure(this.data.get(0).statement, ex.getFailure());
		}
		List<Step> refused = runAll(scratch, this.data);
		if (!refused.isEmpty()) {
			Failure failure = root(refused);
			if (NO_ROW.equals(failure.failure().getSQLState())) {
				this.rows.requireNoCircle(scratch, made, refused.stream().map((step) -> step.statement).toList());
			}
			throw failure;
		}
		try {
			scratch.run(List.of("set constraints all immediate"));
		}
		catch (PipelineException ex) {
			throw new Failure(violating(ex.getFailure()), ex.getFailure());
		}
		return this.rows.read(scratch, made);
	}

	/** Which rows violate a constraint that is checked once all rows are there. */
	private Model.Statement violating(SQLException failure) {
		ServerErrorMessage message = (failure instanceof PSQLException ex) ? ex.getServerErrorMessage() : null;
		String table = (message != null) ? message.getTable() : null;
		return this.data.stream()
			.map((step) -> step.statement)
			.filter((statement) -> InsertedRows.table(statement.sql()).name().equals(table))
			.findFirst()
			.orElse(this.data.get(0).statement);
	}

	/**
	 * Returns what the files declare, once the model has run.
	 * @param desired what is compared of what is there
	 * @param schemas the schemas that are the application's own
	 * @return the declarations of the files, none without entities
	 */
	FileDeclarations declarations(Schema desired, Set<String> schemas) {
		if (!this.mixed) {
			return FileDeclarations.NONE;
		}
		// extensions are there from the start too
		desired.all(Extension.class).forEach((extension) -> this.ofFiles.add(extension.id()));
		return FileDeclarations.of(this.ofFiles, this.plain, desired, schemas);
	}

	/** Runs what can be run, and reads whose work is there after it. */
	private List<Step> lead(Scratch scratch, List<Step> steps, boolean ofFiles) throws Failure {
		List<Step> waiting = runAll(scratch, steps);
		boolean unread = this.unread || waiting.size() < steps.size();
		this.unread = false;
		if (unread && this.mixed) {
			Schema before = this.read;
			Schema after = scratch.read();
			if (ofFiles) {
				after.objects().values().forEach((object) -> note(object, before));
			}
			this.read = after;
		}
		return waiting;
	}

	private void note(SchemaObject object, @Nullable Schema before) {
		SchemaObject old = (before != null) ? before.get(object.id()) : null;
		if (old == null) {
			// scratch schemas are there from the start
			if (!(object instanceof Namespace)) {
				this.ofFiles.add(object.id());
			}
		}
		else if (!old.equals(object) && !this.ofFiles.contains(object.id())) {
			this.plain.putIfAbsent(object.id(), old);
		}
	}

	/** As often as more of them can be run. */
	private static List<Step> runAll(Scratch scratch, List<Step> steps) throws Failure {
		List<Step> waiting = steps;
		int before = -1;
		while (!waiting.isEmpty() && waiting.size() != before) {
			before = waiting.size();
			waiting = runOnce(scratch, waiting);
		}
		return new ArrayList<>(waiting);
	}

	/** Those before one that fails run once more, without it. */
	private static List<Step> runOnce(Scratch scratch, List<Step> steps) throws Failure {
		List<Step> waiting = new ArrayList<>();
		List<Step> rest = steps;
		while (!rest.isEmpty()) {
			int failed = tryAll(scratch, rest);
			if (failed < 0) {
				return waiting;
			}
			waiting.add(rest.get(failed));
			if (failed > 0 && tryAll(scratch, rest.subList(0, failed)) >= 0) {
				throw new IllegalStateException("What ran a moment ago fails now");
			}
			rest = rest.subList(failed + 1, rest.size());
		}
		return waiting;
	}

	/** Returns which one fails, so that none has run, or -1. */
	private static int tryAll(Scratch scratch, List<Step> steps) throws Failure {
		List<String> statements = new ArrayList<>(List.of("savepoint " + SAVEPOINT));
		List<Integer> owners = new ArrayList<>(List.of(0));
		String path = scratch.searchPathReset();
		for (int i = 0; i < steps.size(); i++) {
			List<String> sql = steps.get(i).sql();
			statements.addAll(sql);
			if (sql.size() > 1) {
				statements.add(path);
				statements.add("set local check_function_bodies to default");
			}
			while (owners.size() < statements.size()) {
				owners.add(i);
			}
		}
		statements.add("release savepoint " + SAVEPOINT);
		owners.add(steps.size() - 1);
		try {
			scratch.run(statements);
			return -1;
		}
		catch (PipelineException ex) {
			int failed = owners.get(Math.min(ex.getIndex(), owners.size() - 1));
			Step step = steps.get(failed);
			step.failure = ex.getFailure();
			String state = String.valueOf(ex.getFailure().getSQLState());
			boolean mayCome = state.startsWith(MAY_COME) || state.equals(NO_SCHEMA)
					|| (step.statement.data() && state.equals(NO_ROW));
			if (FINAL.contains(state) || !mayCome) {
				throw new Failure(step.statement, ex.getFailure());
			}
			rollBack(scratch, step);
			return failed;
		}
	}

	private static void rollBack(Scratch scratch, Step step) throws Failure {
		try {
			scratch.run(List.of("rollback to savepoint " + SAVEPOINT, "release savepoint " + SAVEPOINT));
		}
		catch (PipelineException ex) {
			throw new Failure(step.statement, ex.getFailure());
		}
	}

	/** Of statements that wait for each other, one that waits for nothing else. */
	private static Failure root(List<Step> waiting) {
		List<Step> failed = waiting.stream().filter((step) -> step.failure != null).toList();
		Step root = failed.stream()
			.filter((step) -> waiting.stream().noneMatch((other) -> !other.equals(step) && step.mayWaitFor(other)))
			.findFirst()
			.orElse(failed.get(0));
		return new Failure(root.statement, Objects.requireNonNull(root.failure));
	}

	/**
	 * A statement with the settings that its file has for it.
	 */
	private static final class Step {

		private final Model.Statement statement;

		private final List<String> sql;

		private final boolean dispensable;

		private @Nullable SQLException failure;

		Step(Model.Statement statement, List<String> sql, boolean dispensable) {
			this.statement = statement;
			this.sql = List.copyOf(sql);
			this.dispensable = dispensable;
		}

		/** Whether it says itself that what it alters need not be there. */
		boolean isDispensable() {
			return this.dispensable;
		}

		List<String> sql() {
			return this.sql;
		}

		boolean mayWaitFor(Step other) {
			StatementShape shape = StatementShape.of(other.statement.sql());
			QualifiedName name = shape.name();
			return shape.verb().equals("create") && name != null
					&& Words.in(List.of(String.valueOf(Objects.requireNonNull(this.failure).getMessage())))
						.mention(name.name());
		}

	}

	/**
	 * A statement of the model that PostgreSQL refuses.
	 */
	static final class Failure extends Exception {

		private final transient Model.Statement statement;

		private final SQLException failure;

		Failure(Model.Statement statement, SQLException failure) {
			super(failure);
			this.statement = statement;
			this.failure = failure;
		}

		Model.Statement statement() {
			return this.statement;
		}

		SQLException failure() {
			return this.failure;
		}

	}

}
