package io.appmigrations;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import io.appmigrations.autogenerate.Change;
import io.appmigrations.autogenerate.ComparisonOptions;
import io.appmigrations.autogenerate.DiffCase;
import io.appmigrations.autogenerate.GeneratedScript;
import io.appmigrations.autogenerate.Model;
import io.appmigrations.autogenerate.SchemaDiff;
import io.appmigrations.catalog.Scratch;
import io.appmigrations.database.MigrationConnection;
import io.appmigrations.database.PipelineException;
import io.appmigrations.hibernate.ZooModel;
import io.appmigrations.schema.ObjectId;
import io.appmigrations.schema.Schema;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.TestDatabase;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The laws of generated revisions, over entities with everything that Hibernate can map
 * and over what people do to databases by hand ({@code mutations.txt}).
 */
@DatabaseTest
class EntityDiffTests {

	private static final Set<String> SCHEMAS = Set.of("public", "other");

	/** What the model cannot declare, so that nothing is said about it. */
	private static final List<String> UNDECLARED = List.of("add constraint ck_new", "create index ix_extra",
			"create sequence extra_seq", "create type extra_t", "create view extra_v", "create materialized view",
			"set (fillfactor=50)", "set unlogged", "create table part_eu", "create function", "row level security",
			"create policy", "create rule", "replica identity", "cluster on", "grant select", "owner to",
			"create statistics", "create domain", "set statistics", "set compression", "sequence owned_seq owned by",
			"constraint fk_new", "drop column ld; alter table all_types add column ld date", "create trigger",
			"inherit j_base", "set storage");

	@Test
	void aRevisionFromNothingMakesWhatHibernateWouldCreate(TestDatabase database) throws PipelineException {
		try (MigrationConnection connection = database.connect()) {
			SchemaComparison fromNothing = compare(connection, true);
			assertThat(fromNothing.unproven()).isEmpty();
			run(connection, sql(fromNothing.upgrade()));
			assertThat(sql(compare(connection, false).upgrade())).isEmpty();
			Schema generated = Scratch.readReal(connection, "public", SCHEMAS);
			run(connection, List.of("drop schema public cascade", "create schema public", "drop schema other cascade",
					"create schema other"));
			run(connection, model(connection).statements().stream().map(Model.Statement::sql).toList());
			Schema created = Scratch.readReal(connection, "public", SCHEMAS);
			assertThat(SchemaDiff.differences(generated, created).stream().filter((id) -> !isNamedByUs(id)).toList())
				.isEmpty();
			assertThat(sql(compare(connection, false).upgrade())).isEmpty();
		}
	}

	private static boolean isNamedByUs(ObjectId id) {
		return switch (id.kind()) {
			case CONSTRAINT, FOREIGN_KEY, SCHEMA -> true;
			default -> false;
		};
	}

	@TestFactory
	Stream<DynamicTest> driftIsMendedAndTheWayBackRestoresIt(TestDatabase database)
			throws IOException, PipelineException {
		MigrationConnection connection = database.connect();
		return DiffCase.sample(mutations("-- drift"))
			.stream()
			.map((mutation) -> DynamicTest.dynamicTest(mutation, () -> mend(connection, mutation)))
			.onClose(connection::close);
	}

	private static void mend(MigrationConnection connection, String mutation) throws PipelineException {
		recreate(connection);
		if (!applies(connection, mutation)) {
			return;
		}
		Schema start = Scratch.readReal(connection, "public", SCHEMAS);
		SchemaComparison comparison = compare(connection, true);
		boolean declared = UNDECLARED.stream().noneMatch(mutation::contains);
		assertThat(comparison.unproven()).as(GeneratedScript.downgrade(comparison.upgrade())).isEmpty();
		assertThat(comparison.isEmpty()).as(GeneratedScript.downgrade(comparison.upgrade())).isEqualTo(!declared);
		run(connection, sql(comparison.upgrade()));
		assertThat(sql(compare(connection, false).upgrade())).isEmpty();
		run(connection, sql(comparison.downgrade()));
		assertThat(SchemaDiff.differences(Scratch.readReal(connection, "public", SCHEMAS), start)).isEmpty();
	}

	@TestFactory
	Stream<DynamicTest> otherSpellingsAreNoDrift(TestDatabase database) throws IOException, PipelineException {
		MigrationConnection connection = database.connect();
		return DiffCase.sample(mutations("-- same"))
			.stream()
			.map((mutation) -> DynamicTest.dynamicTest(mutation, () -> {
				recreate(connection);
				if (applies(connection, mutation)) {
					assertThat(GeneratedScript.downgrade(compare(connection, false).upgrade())).isEmpty();
				}
			}))
			.onClose(connection::close);
	}

	/** Some mutations are of newer versions of PostgreSQL than the server's. */
	private static boolean applies(MigrationConnection connection, String mutation) {
		try {
			run(connection, List.of("do $mutation$ begin " + mutation + "; end $mutation$"));
			return true;
		}
		catch (PipelineException ex) {
			return false;
		}
	}

	private static void recreate(MigrationConnection connection) throws PipelineException {
		run(connection, List.of("drop schema if exists public cascade", "create schema public",
				"drop schema if exists other cascade", "create schema other"));
		run(connection, model(connection).statements().stream().map(Model.Statement::sql).toList());
	}

	private static List<String> mutations(String section) throws IOException {
		String text = new String(
				Objects.requireNonNull(ZooModel.class.getResourceAsStream("mutations.txt")).readAllBytes(),
				StandardCharsets.UTF_8);
		List<String> mutations = new ArrayList<>();
		boolean inside = false;
		for (String line : text.lines().toList()) {
			if (line.startsWith("-- ")) {
				inside = line.equals(section);
			}
			else if (inside) {
				mutations.add(line);
			}
		}
		return mutations;
	}

	private static Model model(MigrationConnection connection) {
		return ZooModel.read(connection.majorVersion(), connection.minorVersion());
	}

	private static SchemaComparison compare(MigrationConnection connection, boolean prove) {
		ModelSource source = (majorVersion, minorVersion, defaultSchema) -> ZooModel.read(majorVersion, minorVersion);
		return new Autogenerate(connection, AutogenerateSettings.of(source), source, Set.of())
			.compare(AutogenerateOptions.defaults(), ComparisonOptions.defaults(), prove);
	}

	private static List<String> sql(List<Change> changes) {
		return changes.stream().flatMap((change) -> change.sql().stream()).toList();
	}

	private static void run(MigrationConnection connection, List<String> statements) throws PipelineException {
		connection.execute(statements);
	}

}
