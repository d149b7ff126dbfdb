package io.appmigrations.internal.diff;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.online.OnlineScript;
import io.appmigrations.internal.online.SchemaRelations;
import io.appmigrations.internal.online.SectionScript;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.model.Change;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.ExpectedCase;
import io.appmigrations.testing.TestDatabase;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * The online form of changes, word for word, and that it leads to the same catalog as the
 * plain one, there and back: the cases are in the file {@code expected-online.txt}.
 */
@DatabaseTest
@Execution(ExecutionMode.SAME_THREAD)
class OnlineFormTests {

	private static final Path SOURCE = Path.of("src/test/resources/io/appmigrations/internal/diff/expected-online.txt");

	private static final boolean WRITE = System.getProperty("expected-online.write") != null;

	@TestFactory
	Stream<DynamicTest> leadsThereAndBack(TestDatabase database) throws IOException, URISyntaxException {
		String text = Files
			.readString(Path.of(Objects.requireNonNull(getClass().getResource("expected-online.txt")).toURI()));
		List<ExpectedCase> cases = ExpectedCase.readAll(text);
		assertThat(cases).hasSizeGreaterThan(30);
		StringBuilder written = new StringBuilder(ExpectedCase.introduction(text));
		MigrationConnection connection = database.connect();
		return cases.stream()
			.map((expected) -> DynamicTest.dynamicTest(expected.name(), () -> check(expected, connection, written)))
			.onClose(() -> close(connection, written));
	}

	private static void check(ExpectedCase expected, MigrationConnection connection, StringBuilder written) throws Exception {
		int since = expected.name().contains("since 15") ? 15 : expected.name().contains("since 18") ? 18 : 0;
		assumeThat(connection.server().majorVersion()).isGreaterThanOrEqualTo(since);
		connection.execute(List.of("drop schema public cascade", "create schema public",
				"drop schema if exists \"My Shop\" cascade"));
		Schema before = SchemaDiffTests.make(connection, List.of(), expected.before());
		Schema after = SchemaDiffTests.make(connection, List.of(), expected.after());
		SectionScript up = script(before, after);
		SectionScript down = script(after, before);
		String generated = text("up", up) + text("down", down);
		if (WRITE) {
			written.append(expected.with(generated));
		}
		else {
			assertThat(printedAlike(generated, connection)).isEqualTo(expected.generated());
		}
		connection.execute(DiffCase.statements(expected.before()));
		run(connection, up);
		SchemaDiffTests.assertSame(SchemaDiffTests.read(connection), after, up.statements());
		Set<String> online = expected.after().contains("partition by") ? parts(connection) : Set.of();
		run(connection, down);
		SchemaDiffTests.assertSame(SchemaDiffTests.read(connection), before, down.statements());
		if (!online.isEmpty()) {
			connection.execute(List.of("drop schema public cascade", "create schema public"));
			connection.execute(DiffCase.statements(expected.before()));
			run(connection, SectionScript.plain(SchemaDiff.between(before, after), true));
			assertThat(online).isEqualTo(parts(connection));
		}
	}

	/** What partitions have because of the table above. */
	private static Set<String> parts(MigrationConnection connection) {
		return connection.strings(
				"""
						select format('%s of %s: %s %s %s %s', i.indexrelid::regclass, i.indrelid::regclass, inh.inhparent::regclass,
						  i.indisvalid, i.indisready, pg_get_indexdef(i.indexrelid))
						from pg_index i left join pg_inherits inh on inh.inhrelid = i.indexrelid
						where i.indrelid in (select oid from pg_class where relnamespace = 'public'::regnamespace)
						union all
						select format('%s of %s: %s %s %s %s %s', k.conname, k.conrelid::regclass, above.conname, k.convalidated,
						  k.conislocal, k.coninhcount, pg_get_constraintdef(k.oid))
						from pg_constraint k left join pg_constraint above on above.oid = k.conparentid
						where k.connamespace = 'public'::regnamespace""");
	}

	/** Servers before 16 print the columns of a view with their table. */
	private static String printedAlike(String generated, MigrationConnection connection) {
		return (connection.server().majorVersion() < 16)
				? generated.replaceAll("(?m)(^select |^ {4}|^ {2}where )t\\.", "$1") : generated;
	}

	private static SectionScript script(Schema from, Schema to) {
		List<Change> changes = GeneratedScript.written(SchemaDiff.between(from, to));
		return OnlineScript.of(changes, GeneratedScript.needsCommits(changes), from, to,
				new SchemaRelations(changes, from, to, from));
	}

	private static String text(String way, SectionScript script) {
		return "--- %s%s\n%s\n".formatted(way, script.transactional() ? "" : " transaction:off",
				GeneratedScript.downgrade(script));
	}

	/** As it is committed: PostgreSQL refuses what cannot run so. */
	private static void run(MigrationConnection connection, SectionScript script) throws SQLException {
		for (SectionScript.Unit unit : script.units()) {
			boolean isBlock = script.transactional() || unit.hasSeveralStatements();
			if (isBlock) {
				connection.begin();
			}
			for (SectionScript.Piece piece : unit.pieces()) {
				piece.sql().forEach((sql) -> SchemaDiffTests.execute(connection, List.of(sql)));
			}
			if (isBlock) {
				connection.commit();
			}
		}
	}

	private static void close(MigrationConnection connection, StringBuilder written) {
		connection.close();
		if (WRITE) {
			try {
				Files.writeString(SOURCE, written.toString().strip() + "\n");
			}
			catch (IOException ex) {
				throw new AssertionError(ex);
			}
		}
	}

}
