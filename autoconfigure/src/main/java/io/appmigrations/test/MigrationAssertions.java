package io.appmigrations.test;

import java.util.List;

import io.appmigrations.Migrations;

/**
 * Assertions about the revisions of an application, for its own tests:
 *
 * <pre>
 * &#64;Test
 * void revisionsAreSound(&#64;Autowired Migrations migrations) {
 * 	MigrationAssertions.assertSound(migrations);
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

}
