package io.appmigrations;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

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

	@Test
	void packagesHaveNoCycles() {
		slices().matching("io.appmigrations.(*)..").should().beFreeOfCycles().check(CLASSES);
	}

	@Test
	void theFacadeIsUsedByItsFacesOnly() {
		noClasses().that()
			.resideOutsideOfPackages("io.appmigrations", "io.appmigrations.autoconfigure..", "io.appmigrations.cli..",
					"io.appmigrations.test..")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("io.appmigrations")
			.check(CLASSES);
	}

	@Test
	void packagesUseOnlyWhatIsBelowThem() {
		onlyUses("error");
		onlyUses("revision", "error");
		onlyUses("schema");
		onlyUses("sql");
		onlyUses("declaration", "schema", "sql");
		onlyUses("autogenerate", "schema", "declaration");
		onlyUses("catalog", "error", "schema", "script", "database");
		onlyUses("script", "error", "revision");
		onlyUses("javarevision", "error", "revision", "script");
		onlyUses("project", "error", "revision", "script");
		onlyUses("database", "error", "revision", "script", "schema");
		onlyUses("execution", "error", "revision", "script", "javarevision", "database", "schema");
		onlyUses("annotation");
		onlyUses("hibernate", "error", "annotation");
	}

	private static void onlyUses(String name, String... below) {
		String[] allowed = new String[below.length + 1];
		allowed[0] = "io.appmigrations." + name;
		for (int i = 0; i < below.length; i++) {
			allowed[i + 1] = "io.appmigrations." + below[i];
		}
		noClasses().that()
			.resideInAPackage("io.appmigrations." + name)
			.should()
			.dependOnClassesThat(resideInAPackage("io.appmigrations..").and(resideOutsideOfPackages(allowed)))
			.check(CLASSES);
	}

	@Test
	void theGraphIsPure() {
		noClasses().that()
			.resideInAnyPackage("io.appmigrations.revision..", "io.appmigrations.schema..",
					"io.appmigrations.autogenerate..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("java.sql..", "javax.sql..", "org.postgresql..", "org.springframework..", "java.io..",
					"java.nio..")
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

	@Test
	void springBootStaysInTheAutoConfiguration() {
		noClasses().that()
			.resideOutsideOfPackages("io.appmigrations.autoconfigure..", "io.appmigrations.cli..")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("org.springframework.boot..")
			.check(CLASSES);
	}

	@Test
	void optionalLibrariesAreUsedInOnePlaceEach() {
		noClasses().that()
			.resideOutsideOfPackage("io.appmigrations.hibernate..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.hibernate..", "jakarta.persistence..", "org.springframework.orm..")
			.check(CLASSES);
		noClasses().that()
			.doNotHaveSimpleName("ShedLockLock")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("net.javacrumbs.shedlock..")
			.check(CLASSES);
		noClasses().that()
			.resideOutsideOfPackage("io.appmigrations.cli..")
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
