package io.appmigrations.test;

import java.util.List;
import java.util.stream.Collectors;

import io.appmigrations.LintFinding;
import io.appmigrations.LintReport;
import io.appmigrations.LintRequest;
import io.appmigrations.Migrations;

/**
 * Assertions about the revisions of an application, for its own tests:
 *
 * <pre>
 * &#64;Test
 * void revisionsAreSound(&#64;Autowired Migrations migrations) {
 * 	MigrationAssertions.assertSound(migrations);
 * 	MigrationAssertions.assertNoUnsafeStatement(migrations, LintRequest.all());
 * }
 * </pre>
 *
 * Works with every test framework: a failure is an {@link AssertionError}.
 */
public final class MigrationAssertions {

	private MigrationAssertions() {
	}

	/**
	 * Asserts that there is one head, that an empty database can be upgraded to it, that
	 * the schema then matches the model, and that downgrading to the base and upgrading
	 * again leads to the same schema. This happens in a new database on the application's
	 * server, which is dropped afterwards; the login needs {@code CREATEDB}.
	 * @param migrations the application's migrations
	 * @throws AssertionError with all problems
	 */
	public static void assertSound(Migrations migrations) {
		List<String> problems = migrations.verify();
		if (!problems.isEmpty()) {
			throw new AssertionError("The revisions did not pass verification:\n  " + String.join("\n  ", problems));
		}
	}

	/**
	 * Asserts that no revision has a statement that would stop a running application, as
	 * {@code lint} finds them. They are run in a new database on the application's
	 * server, which is dropped afterwards; the login needs {@code CREATEDB}. Of a long
	 * history, only the last revisions are of interest:
	 * {@code LintRequest.of("1975ea:head")}.
	 * @param migrations the application's migrations
	 * @param request the revisions: {@code LintRequest.all()}, those of a range, or those
	 * that are pending in the application's database
	 * @throws AssertionError with all findings, if one has the level of
	 * {@code app.migrations.lint.level}
	 */
	public static void assertNoUnsafeStatement(Migrations migrations, LintRequest request) {
		LintReport report = migrations.lint(request);
		if (report.failed()) {
			throw new AssertionError("The revisions have statements that are unsafe on a database in use:\n"
					+ report.findings().stream().map(MigrationAssertions::describe).collect(Collectors.joining("\n")));
		}
	}

	private static String describe(LintFinding finding) {
		StringBuilder text = new StringBuilder(
				"\n%s:%s: %s: %s\n".formatted(finding.path(), finding.line(), finding.level(), finding.rule()));
		if (finding.statement() != null) {
			text.append(finding.statement().indent(4));
		}
		text.append(finding.message().indent(2));
		if (finding.suggestion() != null) {
			text.append("  Instead:\n").append(finding.suggestion().indent(4));
		}
		return text.toString();
	}

}
