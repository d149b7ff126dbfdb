package io.appmigrations;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitCallTarget;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The rules between the packages. What a package is for says its
 * {@code package-info.java}.
 */
class ArchitectureTests {

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption((location) -> !location.contains("/test-classes/"))
		.importPackages("io.appmigrations");

	private static final String ROOT = "io.appmigrations";

	/** What each package may use besides itself, and what it is: API or internal. */
	private static final Map<String, List<String>> MAY_USE = mayUse();

	private static Map<String, List<String>> mayUse() {
		Map<String, List<String>> rules = new LinkedHashMap<>();
		rules.put("model", List.of());
		rules.put("annotation", List.of());
		rules.put("", List.of("model"));
		rules.put("javarevision", List.of(""));
		rules.put("settings", List.of("", "model"));
		rules.put("test", List.of(""));
		rules.put("standalone", List.of("", "model", "settings", "internal.script", "internal.engine"));
		rules.put("internal.support", List.of());
		rules.put("internal.graph", List.of("", "internal.support"));
		rules.put("internal.sql", List.of());
		rules.put("internal.script", List.of("", "javarevision", "internal.support", "internal.sql"));
		rules.put("internal.project", List.of("", "settings", "internal.support", "internal.script"));
		rules.put("internal.imported", List.of("", "internal.script", "internal.sql"));
		rules.put("internal.flyway", List.of("", "internal.support", "internal.script", "internal.imported"));
		rules.put("internal.liquibase", List.of("", "internal.script", "internal.imported"));
		rules.put("internal.liquibase.library",
				List.of("", "internal.support", "internal.script", "internal.liquibase"));
		rules.put("internal.alembic", List.of("", "internal.support", "internal.graph", "internal.sql",
				"internal.script", "internal.imported"));
		rules.put("internal.schema", List.of("model"));
		rules.put("internal.declaration", List.of("model", "internal.sql", "internal.schema"));
		rules.put("internal.conversion", List.of("model", "internal.sql", "internal.schema"));
		rules.put("internal.family.read", List.of("model", "internal.sql", "internal.schema"));
		rules.put("internal.family",
				List.of("model", "internal.sql", "internal.schema", "internal.conversion", "internal.family.read"));
		rules.put("internal.family.rename", List.of("model", "internal.sql", "internal.schema", "internal.family"));
		rules.put("internal.family.constraint",
				List.of("model", "internal.sql", "internal.schema", "internal.family", "internal.family.read"));
		rules.put("internal.family.type", List.of("model", "internal.schema", "internal.family", "internal.family.read",
				"internal.family.rename", "internal.family.constraint"));
		rules.put("internal.family.sequence",
				List.of("model", "internal.sql", "internal.schema", "internal.family", "internal.family.read"));
		rules.put("internal.family.routine",
				List.of("model", "internal.schema", "internal.family", "internal.family.read"));
		rules.put("internal.family.table",
				List.of("model", "internal.schema", "internal.conversion", "internal.family", "internal.family.read",
						"internal.family.rename", "internal.family.constraint", "internal.family.type",
						"internal.family.sequence", "internal.family.routine"));
		rules.put("internal.family.privilege",
				List.of("model", "internal.schema", "internal.family", "internal.family.read"));
		rules.put("internal.family.database",
				List.of("model", "internal.schema", "internal.family", "internal.family.read"));
		rules.put("internal.family.registry",
				List.of("model", "internal.family", "internal.family.read", "internal.family.constraint",
						"internal.family.type", "internal.family.sequence", "internal.family.routine",
						"internal.family.table", "internal.family.privilege", "internal.family.database"));
		rules.put("internal.online", List.of("model", "internal.sql", "internal.schema"));
		rules.put("internal.diff",
				List.of("model", "internal.support", "internal.sql", "internal.schema", "internal.declaration",
						"internal.conversion", "internal.family", "internal.family.constraint",
						"internal.family.privilege", "internal.family.rename", "internal.family.sequence",
						"internal.family.table", "internal.online"));
		rules.put("internal.expand",
				List.of("model", "internal.sql", "internal.schema", "internal.conversion", "internal.family",
						"internal.family.constraint", "internal.family.rename", "internal.family.table",
						"internal.online", "internal.diff"));
		rules.put("internal.secret", List.of("internal.support", "internal.sql"));
		rules.put("internal.database",
				List.of("", "internal.support", "internal.script", "internal.schema", "internal.secret"));
		rules.put("internal.database.lock", List.of("", "internal.secret", "internal.database"));
		rules.put("internal.database.version",
				List.of("", "settings", "internal.script", "internal.secret", "internal.database"));
		rules.put("internal.catalog", List.of("", "model", "internal.sql", "internal.database", "internal.schema",
				"internal.family", "internal.family.read"));
		rules.put("internal.measure",
				List.of("internal.sql", "internal.script", "internal.online", "internal.database"));
		rules.put("internal.lint.examine", List.of("", "internal.sql", "internal.script", "internal.schema",
				"internal.online", "internal.measure"));
		rules.put("internal.lint.fix", List.of("", "internal.sql", "internal.script", "internal.online"));
		rules.put("internal.lint.rule",
				List.of("internal.sql", "internal.script", "internal.measure", "internal.lint.examine"));
		rules.put("internal.lint",
				List.of("", "internal.script", "internal.measure", "internal.lint.examine", "internal.lint.rule"));
		rules.put("internal.hibernate", List.of("", "model", "annotation", "internal.support"));
		rules.put("internal.execution",
				List.of("", "javarevision", "settings", "internal.support", "internal.graph", "internal.sql",
						"internal.script", "internal.secret", "internal.database", "internal.database.lock",
						"internal.database.version"));
		rules.put("internal.compare",
				List.of("", "model", "settings", "internal.support", "internal.sql", "internal.script",
						"internal.schema", "internal.family", "internal.family.read", "internal.family.rename",
						"internal.online", "internal.diff", "internal.expand", "internal.secret", "internal.database",
						"internal.catalog"));
		rules.put("internal.engine", List.of("", "model", "settings", "internal.support", "internal.graph",
				"internal.script", "internal.project", "internal.imported", "internal.flyway", "internal.liquibase",
				"internal.liquibase.library", "internal.alembic", "internal.schema", "internal.online", "internal.diff",
				"internal.expand", "internal.secret", "internal.database", "internal.database.lock",
				"internal.database.version", "internal.catalog", "internal.execution", "internal.compare",
				"internal.measure", "internal.lint", "internal.lint.examine", "internal.lint.fix"));
		rules.put("internal.page", List.of("", "internal.graph", "internal.database.version", "internal.engine"));
		rules.put("internal.cli.output", List.of("", "model", "internal.support", "internal.graph", "internal.project",
				"internal.secret", "internal.execution", "internal.lint", "internal.engine"));
		rules.put("internal.cli", List.of("", "model", "internal.support", "internal.project", "internal.secret",
				"internal.database", "internal.execution", "internal.engine", "internal.page", "internal.cli.output"));
		rules.put("autoconfigure",
				List.of("", "model", "javarevision", "settings", "internal.script", "internal.flyway",
						"internal.liquibase", "internal.secret", "internal.database", "internal.hibernate",
						"internal.execution", "internal.compare", "internal.engine", "internal.page", "internal.cli"));
		return rules;
	}

	private static String packageName(String name) {
		return name.isEmpty() ? ROOT : ROOT + "." + name;
	}

	@Test
	void packagesHaveNoCycles() {
		slices().matching("io.appmigrations.(**)").should().beFreeOfCycles().check(CLASSES);
	}

	/** One rule for those who read folder names only: what is internal is nobody's. */
	@Test
	void nobodyOutsideImportsWhatIsInternal() {
		noClasses().that()
			.resideOutsideOfPackages("io.appmigrations.internal..", "io.appmigrations.autoconfigure..",
					"io.appmigrations.standalone..")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("io.appmigrations.internal..")
			.check(CLASSES);
	}

	@Test
	void packagesUseOnlyWhatIsBelowThem() {
		MAY_USE.forEach((name, below) -> {
			String[] allowed = Stream.concat(Stream.of(name), below.stream())
				.map(ArchitectureTests::packageName)
				.toArray(String[]::new);
			noClasses().that()
				.resideInAPackage(packageName(name))
				.should()
				.dependOnClassesThat(resideInAPackage("io.appmigrations..").and(resideOutsideOfPackages(allowed)))
				.check(CLASSES);
		});
	}

	@Test
	void everyPackageHasARule() {
		assertThat(MAY_USE.keySet().stream().map(ArchitectureTests::packageName)).containsAll(CLASSES.stream()
			.filter((type) -> !type.getSimpleName().equals("package-info"))
			.map(JavaClass::getPackageName)
			.collect(Collectors.toSet()));
	}

	/** The table of docs/architecture.md: a package, what it holds, what it may use. */
	@Test
	void theTableInTheDocumentationIsWhatIsEnforced() throws IOException {
		Map<String, Set<String>> documented = new TreeMap<>();
		Files.readAllLines(Path.of("../docs/architecture.md"))
			.stream()
			.map((line) -> line.split("\\|"))
			.filter((cells) -> cells.length == 4 && cells[1].strip().startsWith("`"))
			.forEach((cells) -> documented.put(cells[1].strip().replaceAll("^`\\.?|`$", ""),
					Stream.of(cells[3].strip().split(",\\s*"))
						.filter((name) -> !name.equals("nothing"))
						.collect(Collectors.toCollection(TreeSet::new))));
		Map<String, Set<String>> enforced = new TreeMap<>();
		MAY_USE.forEach((name, below) -> enforced.put(name.isEmpty() ? ROOT : name,
				below.stream()
					.map((other) -> other.isEmpty() ? "root" : other.replaceFirst("^internal\\.", ""))
					.collect(Collectors.toCollection(TreeSet::new))));
		assertThat(documented).isEqualTo(enforced);
	}

	@Test
	void packagesSayWhetherTheyAreApi() throws IOException {
		for (String name : MAY_USE.keySet()) {
			Path info = Path.of("src/main/java", packageName(name).replace('.', '/'), "package-info.java");
			if (Files.exists(info)) {
				assertThat(Files.readString(info)).as(packageName(name))
					.contains(name.startsWith("internal") ? " * Internal. " : " * API. ");
			}
		}
	}

	@Test
	void theGraphIsPure() {
		noClasses().that()
			.resideInAnyPackage("io.appmigrations.model..", "io.appmigrations.internal.graph..",
					"io.appmigrations.internal.schema..", "io.appmigrations.internal.conversion..",
					"io.appmigrations.internal.family..", "io.appmigrations.internal.diff..",
					"io.appmigrations.internal.online..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("java.sql..", "javax.sql..", "org.postgresql..", "org.springframework..", "java.io..",
					"java.nio..")
			.check(CLASSES);
	}

	/** The arrow that imports do not show: who is asked for a name lies above. */
	@Test
	void theOnlyServiceIsTheListOfFamilies() throws IOException {
		Path services = Path.of("src/main/resources/META-INF/services");
		try (Stream<Path> files = Files.list(services)) {
			assertThat(files).containsExactly(services.resolve("io.appmigrations.internal.schema.ObjectNaming"));
		}
		noClasses().that()
			.doNotHaveSimpleName("ObjectNaming")
			.should()
			.dependOnClassesThat(type(ServiceLoader.class))
			.check(CLASSES);
		noClasses().that()
			.resideOutsideOfPackages("io.appmigrations.internal.schema", "io.appmigrations.internal.family")
			.should()
			.dependOnClassesThat(simpleName("ObjectNaming"))
			.check(CLASSES);
	}

	@Test
	void annotationsOfEntitiesNeedNothing() {
		classes().that()
			.resideInAPackage("io.appmigrations.annotation")
			.should()
			.onlyDependOnClassesThat()
			.resideInAnyPackage("io.appmigrations.annotation", "java..", "org.jspecify..")
			.check(CLASSES);
	}

	/** The page is shown by both of them, and only writes JSON. */
	@Test
	void springBootStaysInTheAutoConfiguration() {
		noClasses().that()
			.resideOutsideOfPackages("io.appmigrations.autoconfigure..", "io.appmigrations.internal.cli..",
					"io.appmigrations.internal.page..")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("org.springframework.boot..")
			.check(CLASSES);
	}

	@Test
	void thePageOnlyWritesJson() {
		noClasses().that()
			.resideInAPackage("io.appmigrations.internal.page..")
			.should()
			.dependOnClassesThat(resideInAPackage("org.springframework..")
				.and(resideOutsideOfPackages("org.springframework.boot.json")))
			.check(CLASSES);
	}

	@Test
	void optionalLibrariesAreUsedInOnePlaceEach() {
		noClasses().that()
			.resideOutsideOfPackage("io.appmigrations.internal.hibernate..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.hibernate..", "jakarta.persistence..", "org.springframework.orm..")
			.check(CLASSES);
		noClasses().that()
			.resideOutsideOfPackage("io.appmigrations.internal.liquibase.library")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("liquibase..")
			.check(CLASSES);
		noClasses().that()
			.doNotHaveSimpleName("ShedLockLock")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("net.javacrumbs.shedlock..")
			.check(CLASSES);
		noClasses().that()
			.resideOutsideOfPackage("io.appmigrations.internal.cli..")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("picocli..")
			.check(CLASSES);
		noClasses().that()
			.doNotHaveSimpleName("HikariConnections")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("com.zaxxer..")
			.check(CLASSES);
	}

	@Test
	void theDriversInnerInterfaceIsUsedInOneClass() {
		noClasses().that()
			.haveNameNotMatching(".*\\.StatementPipeline(\\$.*)?")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("org.postgresql.core..")
			.check(CLASSES);
	}

	/**
	 * Digits, cases and dates of the default locale would get into SQL, files and
	 * messages. What {@code "%d".formatted(...)} and its like do with numbers is found by
	 * Error Prone ({@code DefaultLocale}), which sees the format.
	 */
	@Test
	void nothingDependsOnTheDefaultLocale() {
		DescribedPredicate<JavaCall<?>> ofTheDefaultLocale = DescribedPredicate
			.describe("take the default locale (give Locale.ROOT)", (call) -> takesTheDefaultLocale(call.getTarget()));
		noClasses().should().callCodeUnitWhere(ofTheDefaultLocale).check(CLASSES);
		ArchCondition<JavaClass> formatByReference = new ArchCondition<>("format by String::formatted") {

			@Override
			public void check(JavaClass item, ConditionEvents events) {
				item.getMethodReferencesFromSelf()
					.stream()
					.filter((reference) -> reference.getTargetOwner().isEquivalentTo(String.class)
							&& Set.of("formatted", "format").contains(reference.getName()))
					.forEach((reference) -> events
						.add(SimpleConditionEvent.satisfied(reference, reference.getDescription())));
			}

		};
		noClasses().should(formatByReference).because("Error Prone does not see such a format").check(CLASSES);
	}

	private static boolean takesTheDefaultLocale(CodeUnitCallTarget target) {
		String owner = target.getOwner().getName();
		boolean locale = target.getRawParameterTypes().stream().anyMatch((type) -> type.isEquivalentTo(Locale.class));
		return !locale && switch (owner) {
			case "java.lang.String" -> Set.of("toLowerCase", "toUpperCase").contains(target.getName());
			case "java.io.PrintStream", "java.io.PrintWriter", "java.io.Console" ->
				Set.of("printf", "format", "readLine", "readPassword").contains(target.getName())
						&& !target.getRawParameterTypes().isEmpty();
			case "java.util.Formatter", "java.util.Scanner", "java.text.SimpleDateFormat", "java.text.MessageFormat",
					"java.text.DecimalFormat" ->
				target.getName().equals("<init>")
						|| (target.getName().equals("format") && owner.endsWith("MessageFormat"));
			case "java.text.NumberFormat", "java.text.DateFormat", "java.text.Collator", "java.text.BreakIterator",
					"java.text.DecimalFormatSymbols", "java.util.Calendar" ->
				target.getName().endsWith("Instance");
			case "java.time.format.DateTimeFormatter" ->
				target.getName().equals("ofPattern") || target.getName().startsWith("ofLocalized");
			case "java.time.format.DateTimeFormatterBuilder" -> target.getName().equals("toFormatter");
			default -> false;
		};
	}

	@Test
	void everyPackageIsNullMarked() {
		assertThat(CLASSES.stream().map(JavaClass::getPackage).collect(Collectors.toSet()))
			.allMatch((javaPackage) -> javaPackage.isAnnotatedWith(NullMarked.class));
	}

}
