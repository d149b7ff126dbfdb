package io.appmigrations.internal.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.appmigrations.AutogenerateOptions;
import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.SchemaComparison;
import io.appmigrations.internal.catalog.Scratch;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.database.VolatileFunctions;
import io.appmigrations.internal.diff.ComparisonOptions;
import io.appmigrations.internal.diff.CyclicChangesException;
import io.appmigrations.internal.diff.FileDeclarations;
import io.appmigrations.internal.diff.GeneratorChange;
import io.appmigrations.internal.diff.MadeObjects;
import io.appmigrations.internal.diff.MadeRecord;
import io.appmigrations.internal.diff.ProbableRenames;
import io.appmigrations.internal.diff.Reconciliation;
import io.appmigrations.internal.diff.Reconciliation.Reconciled;
import io.appmigrations.internal.diff.Surroundings;
import io.appmigrations.internal.expand.RevisionPart;
import io.appmigrations.internal.family.EnumValues;
import io.appmigrations.internal.family.Families;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.model.Change;
import io.appmigrations.model.Kind;
import io.appmigrations.model.Model;
import io.appmigrations.model.ModelSource;
import io.appmigrations.model.ObjectId;
import io.appmigrations.model.Renaming;
import io.appmigrations.model.RevisionCustomizer;
import io.appmigrations.model.RevisionCustomizer.Draft;
import io.appmigrations.settings.AutogenerateSettings;

import org.springframework.util.function.SingletonSupplier;

/**
 * Compares a database with the model, on a connection that is fit for migrating. All
 * understanding of SQL is PostgreSQL's: the model's DDL runs in scratch schemas, and both
 * sides are read by the same queries.
 */
public final class ModelComparer {

	/**
	 * From this version on a new enum label can be used in the transaction of a new type.
	 */
	private static final int ENUM_LABELS_AT_ONCE = 17;

	private final MigrationConnection connection;

	private final AutogenerateSettings settings;

	private final Set<String> ownTables;

	private final Consumer<String> progress;

	/**
	 * Prepares comparisons.
	 * @param connection a prepared connection
	 * @param settings what to compare
	 * @param ownTables the tables of the tool itself
	 * @param progress is told in a few words what is being done
	 */
	public ModelComparer(MigrationConnection connection, AutogenerateSettings settings, Set<String> ownTables,
			Consumer<String> progress) {
		this.connection = connection;
		this.settings = settings;
		this.ownTables = Set.copyOf(ownTables);
		this.progress = progress;
	}

	/**
	 * Prepares comparisons that are silent.
	 * @param connection a prepared connection
	 * @param settings what to compare
	 * @param ownTables the tables of the tool itself
	 */
	public ModelComparer(MigrationConnection connection, AutogenerateSettings settings, Set<String> ownTables) {
		this(connection, settings, ownTables, (part) -> {
		});
	}

	/**
	 * Compares, and tries nothing.
	 * @param options what to compare this once
	 * @param made what earlier revisions made
	 * @return the differences
	 */
	public Comparison compare(AutogenerateOptions options, MadeObjects made) {
		return compare(options, made, (found) -> false);
	}

	/**
	 * Compares, and tries the changes.
	 * @param options what to compare this once
	 * @param made what earlier revisions made
	 * @return the differences, and what remained of them
	 */
	public Comparison prove(AutogenerateOptions options, MadeObjects made) {
		return compare(options, made, (found) -> true);
	}

	/**
	 * Compares, and tries the changes where they are wanted.
	 * @param options what to compare this once
	 * @param made what earlier revisions made
	 * @param proves says of differences whether to try the changes
	 * @return the differences
	 */
	public Comparison compare(AutogenerateOptions options, MadeObjects made, Predicate<SchemaComparison> proves) {
		this.progress.accept("reading the model");
		Model model = source(options).read(this.connection.server().majorVersion(),
				this.connection.server().minorVersion(), this.connection.session().schemaOfNames());
		ComparisonScope found = ComparisonScope.of(this.connection, model, this.settings.schemas(), this.ownTables,
				made);
		Set<String> former = new MovedTables(this.connection, found).formerSchemas(options);
		ComparisonOptions comparison = comparisonOptions(options, former, made);
		this.progress.accept("reading the database");
		ComparisonScope wide = found.withSchemas(former);
		RunnableStatements runnable = new RunnableStatements(this.connection);
		Set<ObjectId> filled = filled(model, runnable, found.defaultSchema(), options);
		Schema everything = readReal(wide, filled);
		ComparisonScope scope = wide.withoutOwnSequences(everything);
		Sides sides = read(scope, everything, filled, runnable, made);
		try {
			return compare(scope, sides, options, comparison, proves);
		}
		catch (CyclicChangesException ex) {
			throw new MigrationException(ErrorCode.DRIFT,
					"The database differs from the model, but the changes cannot be put in order: %s"
						.formatted(ex.getMessage()),
					"Write the revision by hand, and first create one of the objects in a form that does not need the other.",
					ex);
		}
	}

	/** What is in a schema that something was moved from is left alone. */
	private ComparisonOptions comparisonOptions(AutogenerateOptions options, Set<String> former, MadeObjects made) {
		List<String> exclude = new ArrayList<>(this.settings.exclude());
		former.forEach((schema) -> exclude.add(schema + ".*"));
		return new ComparisonOptions(this.settings.include(), exclude, this.settings.isCompareType(),
				this.settings.isCompareServerDefault(), options.isPrune(), made);
	}

	private ModelSource source(AutogenerateOptions options) {
		String file = options.model();
		return (file != null) ? ModelList.ofFile(file) : this.settings.model();
	}

	/** The tables whose rows are compared, under their old names too. */
	private static Set<ObjectId> filled(Model model, RunnableStatements runnable, String defaultSchema,
			AutogenerateOptions options) {
		Set<ObjectId> filled = new TreeSet<>(UnorderedModel.filled(model, runnable, defaultSchema));
		Set<ObjectId> former = new TreeSet<>();
		for (ObjectId table : filled) {
			former.addAll(RequestedRenames.formerTables(table, defaultSchema, options.renames(), model.renames()));
		}
		filled.addAll(former);
		return filled;
	}

	private Schema readReal(ComparisonScope scope, Set<ObjectId> filled) {
		Schema real = Scratch.readReal(this.connection, scope.defaultSchema(), scope.schemas(), filled);
		return (scope.model().complete() || scope.model().mixed()) ? real
				: real.map((object) -> Families.of(object.id().kind()).declarable(object));
	}

	private Sides read(ComparisonScope scope, Schema everything, Set<ObjectId> filled, RunnableStatements runnable,
			MadeObjects made) {
		Schema actual = everything.filter(scope::contains);
		this.progress.accept("creating the model in scratch schemas");
		ScratchSchemas scratches = new ScratchSchemas(this.connection, scope, filled, this.progress);
		ModelExtensions extensions = new ModelExtensions(this.connection, scope);
		DesiredSchema model = new DesiredSchema(scratches, scope, extensions, runnable);
		Schema desired = DefaultEquality.unified(this.connection, actual, model.read(actual, everything));
		Schema managed = scope.managed(actual, desired, made);
		extensions.requireDeclared(managed, desired);
		return new Sides(everything, actual, desired, managed, model.declarations(), scratches, extensions);
	}

	private Comparison compare(ComparisonScope scope, Sides sides, AutogenerateOptions options,
			ComparisonOptions comparison, Predicate<SchemaComparison> proves) {
		RenamedSchema renamed = RenamedSchema.of(sides.scratches(), sides.managed(), sides.desired(), scope.model(),
				options, comparison.made());
		Reconciled reconciled = reconciled(scope, sides, renamed, comparison);
		TargetSchema target = TargetSchema.of(sides.scratches(), sides.managed(), renamed, reconciled);
		List<Renaming> probable = probable(scope, target, comparison.made());
		GeneratorChange generators = GeneratorChange.between(target.start(), target.schema(),
				scope.model().generators());
		RevisionDrafts drafts = new RevisionDrafts(sides.scratches(), sides.everything(), sides.managed(), renamed,
				target, generators);
		RevisionDrafts.Found written = drafts.written();
		Draft generated = new OutsideReferences(this.connection, target)
			.noted(new ProbableRenameNotes(probable, target.schema()).added(written.draft()));
		Draft draft = generated;
		for (RevisionCustomizer customizer : this.settings.customizers()) {
			draft = customizer.customize(draft);
		}
		List<Change> leftOut = new ArrayList<>(generated.upgrade());
		leftOut.removeAll(draft.upgrade());
		boolean customized = !draft.equals(generated);
		RevisionParts parts = parts(target, sides, options);
		draft = parts.noted(draft);
		MadeRecord record = MadeRecord.between(target.start(), target.schema(), scope.model().mixed())
			.without(leftOut)
			.withSwapped(renamed.recorded());
		SchemaComparison found = new SchemaComparison(draft.upgrade(), draft.downgrade(),
				leftAlone(scope, sides.everything(), reconciled), probable,
				notCompared(scope.model(), sides, reconciled), Proven.NOTHING.unproven(), Proven.NOTHING.rows());
		if (proves.test(found) && !found.isEmpty()) {
			boolean asWritten = customized || this.connection.server().majorVersion() >= ENUM_LABELS_AT_ONCE;
			RevisionDrafts.Found tried = asWritten ? new RevisionDrafts.Found(draft, written.replaced())
					: drafts.inOneTransaction();
			Proven proven = proven(scope, sides, renamed, target, tried, parts.of(tried.draft(), record), leftOut,
					generators, customized);
			found = new SchemaComparison(found.upgrade(), found.downgrade(), found.notInModel(),
					found.probableRenames(), found.notCompared(), proven.unproven(), proven.rows());
		}
		return new Comparison(found, parts.of(draft, record));
	}

	private RevisionParts parts(TargetSchema target, Sides sides, AutogenerateOptions options) {
		Supplier<Set<String>> functions = SingletonSupplier.of(() -> VolatileFunctions.names(this.connection));
		return new RevisionParts(Objects.requireNonNullElse(options.online(), this.settings.online()),
				sides.scratches(), target, sides.everything(),
				sides.everything().filter((object) -> sides.managed().get(object.id()) == null),
				(function) -> functions.get().contains(function));
	}

	private Reconciled reconciled(ComparisonScope scope, Sides sides, RenamedSchema renamed,
			ComparisonOptions comparison) {
		Set<ObjectId> needed = sides.extensions().neededElsewhere(sides.managed(), renamed.schema(), sides.desired());
		return scope.model().complete()
				? Reconciliation.complete(renamed.schema(), sides.desired(), comparison, scope.kinds(), needed)
				: Reconciliation.mixed(renamed.schema(), sides.desired(), comparison.renamed(renamed.renames()),
						this.settings.convention(), sides.files(), needed);
	}

	private List<Renaming> probable(ComparisonScope scope, TargetSchema target, MadeObjects made) {
		List<Renaming> probable = new ArrayList<>(ProbableRenames.find(target.start(), target.schema()));
		probable.addAll(new MovedTables(this.connection, scope).probable(target.start(), target.schema(), made));
		probable.addAll(EnumValues.probableRenames(target.start(), target.schema()));
		return probable;
	}

	private Proven proven(ComparisonScope scope, Sides sides, RenamedSchema renamed, TargetSchema target,
			RevisionDrafts.Found tried, List<RevisionPart> parts, List<Change> leftOut, GeneratorChange generators,
			boolean customized) {
		this.progress.accept("testing the changes in scratch schemas");
		List<Change> upgrade = tried.draft().upgrade();
		List<Change> changes = Stream.concat(upgrade.stream(), tried.draft().downgrade().stream()).toList();
		Set<ObjectId> read = generators.tables(changes);
		Proof.Task task = new Proof.Task(sides.managed(), target.schema(), leftOut, target.renames(), renamed.values(),
				read);
		if (target.renames().isEmpty() && renamed.values().isEmpty() && !customized) {
			task = task.of(Surroundings.of(changes, sides.managed(), target.schema(), read));
		}
		return new Proof(this.connection, scope, sides.scratches(), task).run(tried.draft(), parts)
			.with(new OutsideDependents(this.connection, target.start(), target.schema(), target.renames()).find(
					upgrade, tried.replaced().by(upgrade), leftOut, scope.schemasOf(sides.managed()),
					scope.isAbout(Kind.PUBLICATION)));
	}

	/** A partial model cannot know about privileges, so that it need not be told. */
	private static Set<ObjectId> leftAlone(ComparisonScope scope, Schema everything, Reconciled reconciled) {
		Set<ObjectId> leftAlone = new TreeSet<>(reconciled.notInModel());
		if (scope.model().complete()) {
			leftAlone.addAll(scope.ignored(everything));
		}
		else {
			leftAlone.removeIf((id) -> id.kind().isPrivilege() && !scope.isAbout(id.kind()));
		}
		return leftAlone;
	}

	/**
	 * Of the model alone: of what only the database has, a partial model says nothing.
	 */
	private static Set<String> notCompared(Model model, Sides sides, Reconciled reconciled) {
		Set<String> there = sides.actual().unread();
		Set<String> declared = sides.desired().unread();
		Set<String> different = new TreeSet<>(declared);
		different.removeAll(there);
		different.addAll(reconciled.notCompared());
		different.addAll(sides.extensions().elsewhere(sides.everything()));
		if (model.complete()) {
			there.stream().filter((one) -> !declared.contains(one)).forEach(different::add);
		}
		return different;
	}

	/**
	 * What is compared, and how it was read.
	 *
	 * @param everything what the database has
	 * @param actual what of it is compared
	 * @param desired what the model declares
	 * @param managed what of the database the model is about
	 * @param files what of the model files declare, beside entities
	 * @param scratches where things are tried
	 * @param extensions the extensions of the model
	 */
	private record Sides(Schema everything, Schema actual, Schema desired, Schema managed, FileDeclarations files,
			ScratchSchemas scratches, ModelExtensions extensions) {
	}

}
