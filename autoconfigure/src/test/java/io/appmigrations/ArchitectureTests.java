package io.appmigrations;

import java.util.stream.Collectors;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
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
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
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
		onlyUses("declaration", "schema");
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

	@Test
	void everyPackageIsNullMarked() {
		assertThat(CLASSES.stream().map(JavaClass::getPackage).collect(Collectors.toSet()))
			.allMatch((javaPackage) -> javaPackage.isAnnotatedWith(NullMarked.class));
	}

}
