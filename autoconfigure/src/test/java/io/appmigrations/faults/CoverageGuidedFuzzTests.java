package io.appmigrations.faults;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import io.appmigrations.Direction;
import io.appmigrations.MigrationException;
import io.appmigrations.Revision;
import io.appmigrations.internal.declaration.Declaration;
import io.appmigrations.internal.declaration.DeclarationReader;
import io.appmigrations.internal.declaration.NameChangeReader;
import io.appmigrations.internal.graph.MigrationPlan;
import io.appmigrations.internal.graph.RevisionGraph;
import io.appmigrations.internal.graph.Target;
import io.appmigrations.internal.script.ModelFileReader;
import io.appmigrations.internal.script.RevisionFileReader;
import io.appmigrations.internal.script.Section;
import io.appmigrations.internal.script.SqlRevision;
import io.appmigrations.internal.script.SqlStatement;
import io.appmigrations.internal.sql.CharacterSource;
import io.appmigrations.internal.sql.QualifierNames;
import io.appmigrations.internal.sql.SqlLexer;
import io.appmigrations.internal.sql.StatementShape;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Input that Jazzer makes so that it reaches as much code as it can. With
 * {@code JAZZER_FUZZ=1} in the environment one method goes on for its time; without it,
 * each runs the inputs of its folder in {@code CoverageGuidedFuzzTestsInputs}, where
 * Jazzer also writes what it finds.
 */
class CoverageGuidedFuzzTests {

	private static final RevisionGraph GRAPH = RevisionGraph
		.of(List.of(revision("a1", List.of(), List.of()), revision("b2", List.of("a1"), List.of("billing")),
				revision("c3", List.of("a1"), List.of()), revision("d4", List.of("b2", "c3"), List.of())));

	@FuzzTest(maxDuration = "10m")
	void revisionFile(byte @NotNull [] bytes) {
		try {
			SqlRevision revision = RevisionFileReader.read("x.sql", bytes);
			String text = new String(bytes, StandardCharsets.UTF_8);
			for (Direction direction : Direction.values()) {
				Section section = revision.section(direction);
				assertStatements((section != null) ? section.statements() : List.of(), text);
			}
		}
		catch (MigrationException ex) {
			assertThat(ex.getMessage()).contains("x.sql");
		}
	}

	@FuzzTest(maxDuration = "10m")
	void modelFile(byte @NotNull [] bytes) {
		try {
			assertStatements(ModelFileReader.read("x.sql", bytes), new String(bytes, StandardCharsets.UTF_8));
		}
		catch (MigrationException ex) {
			assertThat(ex.getMessage()).contains("x.sql");
		}
	}

	/** Tokens are all of the text, and any text has some shape. */
	@FuzzTest(maxDuration = "10m")
	void statement(@NotNull String sql) {
		SqlLexer lexer = new SqlLexer(CharacterSource.of(sql, 0, sql.length()), 0);
		long position = 0;
		while (lexer.next()) {
			assertThat(lexer.start()).isEqualTo(position);
			assertThat(lexer.end()).isGreaterThan(position);
			position = lexer.end();
		}
		assertThat(position).isEqualTo(sql.length());
		StatementShape shape = StatementShape.of(sql);
		assertThat(shape.rest().offset()).isBetween(0, sql.length());
		assertThat(QualifierNames.in(sql).size()).isLessThanOrEqualTo(sql.length());
		NameChangeReader.read(sql).forEach((change) -> assertThat(change.name()).isNotNull());
		Declaration declaration = DeclarationReader.read(sql);
		assertThat(declaration == null || !sql.isBlank()).isTrue();
	}

	@FuzzTest(maxDuration = "10m")
	void target(@NotNull String text) {
		try {
			Target target = Target.parse(text);
			assertThat(target.text()).isEqualTo(text);
			for (Set<String> rows : List.of(Set.<String>of(), Set.of("b2"), Set.of("b2", "c3"), Set.of("d4"))) {
				plan(rows, target);
			}
		}
		catch (MigrationException ex) {
			assertThat(ex.getMessage()).isNotBlank();
		}
	}

	private static void plan(Set<String> rows, Target target) {
		try {
			MigrationPlan.upgrade(GRAPH, rows, target);
			MigrationPlan.downgrade(GRAPH, rows, target);
			MigrationPlan.stamp(GRAPH, rows, List.of(target), false);
		}
		catch (MigrationException ex) {
			assertThat(ex.getMessage()).isNotBlank();
		}
	}

	/** Nothing is sent that is not in the file, and in the order of the file. */
	private static void assertStatements(List<SqlStatement> statements, String text) {
		int from = 0;
		for (SqlStatement statement : statements) {
			int found = text.indexOf(statement.text(), from);
			assertThat(found).isNotNegative();
			from = found + statement.text().length();
			assertThat(statement.line()).isPositive();
		}
	}

	private static Revision revision(String id, List<String> down, List<String> labels) {
		return new Revision(id, down, List.of(), labels, "", null, id + ".sql");
	}

}
