package io.appmigrations.internal.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import io.appmigrations.AutogenerateOptions;
import io.appmigrations.SchemaComparison;
import io.appmigrations.internal.catalog.Scratch;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.database.PipelineException;
import io.appmigrations.internal.diff.GeneratedScript;
import io.appmigrations.internal.diff.MadeObjects;
import io.appmigrations.internal.diff.SchemaDiff;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.model.Change;
import io.appmigrations.model.Kind;
import io.appmigrations.settings.AutogenerateSettings;
import io.appmigrations.testing.Catalog;
import io.appmigrations.testing.ChangeText;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.GeneratedModel;
import io.appmigrations.testing.Rows;
import io.appmigrations.testing.TestDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The laws of generated revisions, over pairs of schemas made at random: the upgrade
 * makes of the one what the other is when it is made from nothing, and leaves nothing to
 * do; the downgrade makes it the first again; what can keep its values keeps them; and
 * comparing changes nothing.
 * <p>
 * More pairs, or others: {@code -Dmodels.count=1000 -Dmodels.seed=5}, or
 * {@code -Dmodels.seeds=7,9}; the name of a test is its seed, and
 * {@code -Dmodels.shrink=true} makes a pair that fails smaller until it shows little but
 * its fault.
 * <p>
 * Partitions and children are generated with {@code -Dmodels.inheritance=true} only: not
 * all of the laws hold for them yet.
 * <p>
 * <strong>What can keep its values:</strong> the columns that both schemas have, of
 * tables that are ordinary tables in both, where neither is generated, the type is the
 * same or holds all texts of the other ({@link Catalog#keeps}), and nulls are not
 * forbidden in favour of a default. Where rows stand against the change itself (a value
 * that does not convert, a null in a column that becomes required, a duplicate under a
 * new unique constraint), PostgreSQL refuses with an SQLSTATE of class 22 or 23, or the
 * revision's own guard with P0001; then it is tried with ordinary rows, then with none.
 */
@DatabaseTest
@Execution(ExecutionMode.SAME_THREAD)
class GeneratedModelTests {

	private static final long SEED = Long.getLong("models.seed", 1);

	private static final int COUNT = Integer.getInteger("models.count", 10);

	private final Map<Rows.Kind, Integer> survived = new EnumMap<>(Rows.Kind.class);

	@TestFactory
	Stream<DynamicTest> lawsHold(TestDatabase database, @TempDir Path folder) {
		MigrationConnection connection = database.connect();
		return seeds().mapToObj((seed) -> DynamicTest.dynamicTest("seed " + seed,
				() -> check(connection, GeneratedModel.Pair.of(seed), folder.resolve("model.sql"))))
			.onClose(() -> {
				connection.close();
				System.out.println("rows that survived: " + this.survived);
			});
	}

	/** Those that are named, or as many as wanted. */
	private static LongStream seeds() {
		String named = System.getProperty("models.seeds");
		return (named != null) ? Arrays.stream(named.split(",")).mapToLong(Long::parseLong)
				: LongStream.range(SEED, SEED + COUNT);
	}

	private void check(MigrationConnection connection, GeneratedModel.Pair pair, Path file) throws IOException {
		String fault = fault(connection, pair, file);
		if (fault != null) {
			GeneratedModel.Pair smallest = !Boolean.getBoolean("models.shrink") ? pair
					: shrunk(connection, pair, file, fault);
			throw new AssertionError("%s\n--- old\n%s".formatted(fault(connection, smallest, file), smallest));
		}
	}

	/** Leaves out of a pair what the fault does not need. */
	private GeneratedModel.Pair shrunk(MigrationConnection connection, GeneratedModel.Pair pair, Path file,
			String fault) throws IOException {
		GeneratedModel.Pair smallest = pair;
		for (int size = pair.topics().size() / 2; size > 0; size /= 2) {
			List<String> topics = smallest.topics();
			for (int i = 0; i < topics.size(); i += size) {
				List<String> some = topics.subList(i, Math.min(topics.size(), i + size));
				for (GeneratedModel.Pair smaller : List.of(smallest.without(some), smallest.unchanged(some))) {
					if (!smaller.equals(smallest) && isSameFault(fault, fault(connection, smaller, file))) {
						smallest = smaller;
						break;
					}
				}
			}
		}
		return smallest;
	}

	/** The law and the first words, without names. */
	private static boolean isSameFault(String fault, @Nullable String other) {
		return other != null && gist(other).equals(gist(fault));
	}

	private static String gist(String fault) {
		return fault.lines().findFirst().orElse("").replaceAll("\"[^\"]*\"|[a-z_]+\\.\\S+", "");
	}

	private @Nullable String fault(MigrationConnection connection, GeneratedModel.Pair pair, Path file)
			throws IOException {
		for (Rows.Kind rows : Rows.Kind.values()) {
			try {
				new Trial(connection, pair, file).run(rows);
				this.survived.merge(rows, 1, Integer::sum);
				return null;
			}
			catch (RefusedByRowsException ex) {
				if (rows == Rows.Kind.NONE) {
					return "refused without rows: " + ex.getMessage();
				}
			}
			catch (AssertionError | RuntimeException ex) {
				return ex.toString().strip();
			}
			finally {
				connection.rollback();
				Catalog.empty(connection);
			}
		}
		return null;
	}

	/** One way there and back. */
	private static final class Trial {

		private final MigrationConnection connection;

		private final GeneratedModel.Pair pair;

		private final Path file;

		Trial(MigrationConnection connection, GeneratedModel.Pair pair, Path file) {
			this.connection = connection;
			this.pair = pair;
			this.file = file;
		}

		void run(Rows.Kind kind) throws IOException, RefusedByRowsException {
			State goal = goal();
			State start = start(kind);
			SchemaComparison comparison = compare(true);
			start.assertSame("comparing changes nothing", State.of(this.connection));
			if (!comparison.unproven().isEmpty()) {
				throw new AssertionError("unproven: " + String.join("\n", comparison.unproven()));
			}
			Map<String, List<String>> kept = Catalog.kept(start.columns(), goal.columns());
			Map<String, List<String>> rows = Rows.read(this.connection, kept);
			migrate("upgrade", comparison.upgrade());
			goal.assertSame("upgrade", State.of(this.connection));
			assertThat(Rows.read(this.connection, kept)).as("rows after the upgrade").isEqualTo(rows);
			assertThat(ChangeText.of(compare(false).upgrade())).as("a further difference").isEmpty();
			migrate("downgrade", comparison.downgrade());
			start.assertSame("downgrade", State.of(this.connection));
			assertThat(Rows.read(this.connection, kept)).as("rows after the downgrade").isEqualTo(rows);
		}

		/** Makes the second schema for a moment, and its file. */
		private State goal() throws IOException {
			this.connection.begin();
			Files.writeString(this.file, Catalog.make(this.connection, this.pair.to()));
			commit();
			State goal = State.of(this.connection);
			Catalog.empty(this.connection);
			return goal;
		}

		private State start(Rows.Kind kind) {
			this.connection.begin();
			Catalog.make(this.connection, this.pair.from());
			Rows.insert(this.connection, kind);
			commit();
			return State.of(this.connection);
		}

		private SchemaComparison compare(boolean prove) {
			ModelFile model = ModelFile.of(this.file.toString());
			return new ModelComparer(this.connection, AutogenerateSettings.of(model), Set.of())
				.compare(AutogenerateOptions.defaults(), MadeObjects.none(), (found) -> prove)
				.comparison();
		}

		private void migrate(String direction, List<Change> changes) throws RefusedByRowsException {
			List<String> statements = changes.stream().flatMap((change) -> change.sql().stream()).toList();
			try {
				if (GeneratedScript.needsCommits(changes)) {
					for (String statement : statements) {
						this.connection.execute(List.of(statement));
					}
				}
				else {
					this.connection.begin();
					this.connection.execute(statements);
					commit();
				}
				this.connection.execute(List.of("set search_path = public"));
			}
			catch (PipelineException ex) {
				String state = Objects.toString(ex.getFailure().getSQLState(), "");
				String message = "%s fails: %s\n%s".formatted(direction, ex.getFailure().getMessage(),
						String.join(";\n", statements));
				if (state.startsWith("22") || state.startsWith("23") || state.equals("P0001")) {
					throw new RefusedByRowsException(message);
				}
				throw new AssertionError(message, ex);
			}
		}

		private void commit() {
			try {
				this.connection.commit();
			}
			catch (SQLException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

	/**
	 * A database at one moment, as the product reads it and as other queries do.
	 */
	private record State(Schema schema, Set<String> lines, List<Catalog.Column> columns) {

		static State of(MigrationConnection connection) {
			connection.executeInternally(List.of("set search_path = public"));
			return new State(
					Scratch.readAll(connection)
						.filter((object) -> object.id().kind() != Kind.EXTENSION
								&& !(object.id().kind() == Kind.SCHEMA && object.id().name().equals("public"))),
					Catalog.lines(connection), Catalog.columns(connection));
		}

		void assertSame(String law, State other) {
			List<String> differences = new ArrayList<>();
			SchemaDiff.differences(this.schema, other.schema)
				.forEach((id) -> differences.add("%s: %s differs: %s\n   instead of %s".formatted(law, id,
						other.schema.get(id), this.schema.get(id))));
			Set<String> missing = new TreeSet<>(this.lines);
			missing.removeAll(other.lines);
			missing.forEach((line) -> differences.add(law + ": missing: " + line));
			Set<String> surplus = new TreeSet<>(other.lines);
			surplus.removeAll(this.lines);
			surplus.forEach((line) -> differences.add(law + ": surplus: " + line));
			if (!differences.isEmpty()) {
				throw new AssertionError(String.join("\n", differences));
			}
		}

	}

	private static final class RefusedByRowsException extends Exception {

		private static final long serialVersionUID = 1;

		RefusedByRowsException(String message) {
			super(message);
		}

	}

}
