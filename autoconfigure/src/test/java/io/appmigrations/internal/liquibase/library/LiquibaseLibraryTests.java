package io.appmigrations.internal.liquibase.library;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.internal.liquibase.ChangeLogScripts;
import io.appmigrations.internal.liquibase.ChangeSetScript;
import io.appmigrations.internal.liquibase.ChangeSetScript.Part;
import io.appmigrations.internal.liquibase.LiquibaseExpression;
import io.appmigrations.internal.liquibase.LiquibaseSettings;
import io.appmigrations.internal.liquibase.LiquibaseSource;
import io.appmigrations.internal.script.Substitution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Without a database; {@code ImportCommandTests} has one.
 */
class LiquibaseLibraryTests {

	private static ChangeLogScripts read(String changeLog, Map<String, String> more) {
		Map<String, String> settings = new HashMap<>(more);
		settings.put("change-log", "classpath:/io/appmigrations/internal/liquibase/" + changeLog);
		return LiquibaseLibrary.read(new LiquibaseSettings(settings, Map.of("country", "de")),
				LiquibaseLibraryTests.class.getClassLoader(), null, Substitution.NONE);
	}

	private static ChangeSetScript script(ChangeLogScripts scripts, String id) {
		return scripts.changeSets()
			.stream()
			.filter((script) -> script.source().id().equals(id))
			.findFirst()
			.orElseThrow();
	}

	@Test
	void codeIsNotRunButNamed() {
		assertThat(script(read("code.yaml", Map.of()), "code").upgrade()).containsExactly(
				new Part("insert into prices values (1)", false), new Part(MovePrices.class.getName(), true));
		assertThat(script(read("code.yaml", Map.of()), "code").downgrade()).isNull();
	}

	@Test
	void checksumsAreThoseOfBothVersionsUnlessAnyIsRight() {
		ChangeLogScripts scripts = read("master.xml", Map.of("contexts", "prod"));
		assertThat(script(scripts, "2").source().checksums()).hasSize(2)
			.anyMatch((checksum) -> checksum.startsWith("9:"))
			.anyMatch((checksum) -> checksum.startsWith("8:"));
		assertThat(script(scripts, "each-start").source().checksums()).isEmpty();
	}

	@Test
	void presentChecksumThatIsNamedAsValidMakesAnyRight() {
		ChangeLogScripts scripts = read("checksums.yaml", Map.of());
		assertThat(script(scripts, "old").source().checksums()).hasSize(3).contains("9:abc");
		assertThat(script(scripts, "present").source().checksums()).singleElement().asString().startsWith("8:");
		assertThat(script(scripts, "any").source().checksums()).isEmpty();
	}

	@Test
	void whatIsLeftOutOrMayBeMissingIsMarked() {
		ChangeLogScripts scripts = read("master.xml", Map.of("contexts", "prod"));
		assertThat(List.of("test-data", "for-h2"))
			.allMatch((id) -> scripts.changeSets().stream().noneMatch((one) -> one.source().id().equals(id))
					|| script(scripts, id).source().kind() == LiquibaseSource.Kind.LEFT_OUT);
		assertThat(List.of("maybe", "may-fail"))
			.allMatch((id) -> script(scripts, id).source().kind() == LiquibaseSource.Kind.OPTIONAL);
		assertThat(script(scripts, "legacy").source().path()).isEqualTo("old/legacy.xml");
		assertThat(script(read("master.xml", Map.of("contexts", "test")), "test-data").upgrade())
			.containsExactly(new Part("INSERT INTO customers (name) VALUES ('Test')", false));
	}

	/**
	 * A label expression is about all labels of a change set; one without any is for all.
	 */
	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			''                            | none a b slow included
			a                             | none a
			A                             | none a
			!slow                         | none a b included
			a or b and !slow              | none a b
			(a or b) and not slow         | none a b
			b                             | none b slow
			a, extra                      | none a included
			b and extra                   | none
			""")
	void labelsAreChosenByAnExpression(String labels, String expected) {
		ChangeLogScripts scripts = read("labels.yaml", Map.of("label-filter", labels));
		assertThat(scripts.changeSets()
			.stream()
			.map(ChangeSetScript::source)
			.filter((source) -> source.kind() != LiquibaseSource.Kind.LEFT_OUT)
			.map(LiquibaseSource::id)).containsExactly(expected.split(" ", -1));
		assertThat(scripts.notes()).anyMatch((note) -> note.startsWith(labels.isEmpty()
				? "no label was chosen, so the change sets of all labels are imported: a, b, extra, slow"
				: "left out, because of their labels (chosen: %s): ".formatted(labels)));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "valid", textBlock = """
			a                     | valid
			''                    | valid
			'a, b'                | valid
			' ,a,'                | valid
			a and b               | valid
			!a                    | valid
			not a AND (b or c, d) | valid
			!(a or b)             | valid
			two words             | valid
			a.b-c_1 or @d         | valid
			a and (b              | '(' is never closed
			((a)                  | '(' is never closed
			a) and b              | ')' closes nothing
			()                    | nothing is behind '('
			(a,)                  | nothing is behind ','
			and                   | nothing is before 'and'
			a or and b            | nothing is before 'and'
			a and                 | nothing is behind 'and'
			!                     | nothing is behind '!'
			a and not             | nothing is behind 'not'
			a or, b               | nothing is behind 'or'
			!!a                   | '!' cannot follow '!'
			a (b)                 | 'and' or 'or' is missing before '('
			(a) b                 | 'and' or 'or' is missing before 'b'
			a !b                  | 'and' or 'or' is missing before '!'
			""", quoteCharacter = '"')
	void whatIsNoExpressionOfContextsOrLabelsIsAnError(String text, String problem) {
		String expression = text.replaceAll("^'|'$", "");
		assertThat(LiquibaseExpression.problem(expression)).isEqualTo(problem);
		for (String property : List.of("contexts", "label-filter")) {
			LiquibaseSettings settings = new LiquibaseSettings(Map.of(property, expression), Map.of());
			if (problem == null) {
				settings.requireExpressions();
				continue;
			}
			assertThatExceptionOfType(MigrationException.class).isThrownBy(settings::requireExpressions)
				.withMessageEndingWith("'%s': %s".formatted(expression, problem))
				.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(ErrorCode.INVALID_CONFIGURATION))
				.satisfies((ex) -> assertThat(ex.getHint()).contains("spring.liquibase." + property));
		}
	}

	/**
	 * Liquibase 4.33 reads it where contexts are chosen, and only some of it is an error.
	 */
	@Test
	void changeSetWhoseContextsAreNoExpressionIsNamed() {
		ChangeLogScripts all = read("contexts.yaml", Map.of());
		assertThat(all.changeSets()).hasSize(2);
		assertThat(all.notes()).anyMatch(
				(note) -> note.contains("('a) and b': ')' closes nothing): io/") && note.endsWith("::tolerated::hal"));
		assertThatExceptionOfType(MigrationException.class)
			.isThrownBy(() -> read("contexts.yaml", Map.of("contexts", "a")))
			.withMessageContaining(
					"::refused::hal has contexts that Liquibase cannot read: 'a and (b': '(' is never closed")
			.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(ErrorCode.INVALID_SCRIPT));
	}

	@Test
	void changeLogsAreFoundOnTheClassPath() {
		assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> read("nowhere.xml", Map.of()))
			.withMessageContaining("nowhere.xml")
			.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(ErrorCode.INVALID_SCRIPT));
	}

}
