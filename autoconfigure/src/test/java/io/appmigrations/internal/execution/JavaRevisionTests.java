package io.appmigrations.internal.execution;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.MigrationListener;
import io.appmigrations.Migrations;
import io.appmigrations.Step;
import io.appmigrations.javarevision.JavaRevision;
import io.appmigrations.javarevision.ReversibleJavaRevision;
import io.appmigrations.javarevision.RevisionContext;
import io.appmigrations.javarevision.RevisionInfo;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.Revisions;
import io.appmigrations.testing.TestDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.dao.DataAccessException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link JavaStep} and {@link CommittedBatches}.
 */
@DatabaseTest
class JavaRevisionTests {

	private static Revisions base() {
		return Revisions.none()
			.sql("a1", "",
					"create table t (id int primary key, name text);\ninsert into t select i, 'n' || i from generate_series(1, 25) i;",
					"drop table t;");
	}

	@Test
	void runsInTheTransactionOfTheRevisionAndBack(TestDatabase database) {
		Migrations migrations = base().java(new UpperCase()).on(database);
		migrations.upgrade("heads");
		assertThat(names(database)).contains("N1").hasSize(25);
		assertThat(database.rows()).containsExactly("j1");
		migrations.downgrade("-1");
		assertThat(names(database)).contains("n1");
		assertThat(database.rows()).containsExactly("a1");
	}

	@Test
	void failureIsRolledBackAndNamesThePlace(TestDatabase database) {
		assertThatExceptionOfType(MigrationException.class)
			.isThrownBy(() -> base().java(new Failing()).on(database).upgrade("heads"))
			.withMessageContaining("Revision j1 (fail) failed in upgrade")
			.withMessageContaining("JavaRevisionTests.java:")
			.withMessageContaining("no luck");
		assertThat(names(database)).hasSize(25);
		assertThat(database.log()).endsWith("upgrade j1 failed");
	}

	static Stream<Error> errors() {
		return Stream.of(new AssertionError("not so"), new OutOfMemoryError("Java heap space"),
				new StackOverflowError(), new NoClassDefFoundError("org/example/Gone"));
	}

	@ParameterizedTest
	@MethodSource("errors")
	void errorIsAFailureOfTheRevisionLikeAnyOther(Error error, TestDatabase database) {
		assertThatExceptionOfType(MigrationException.class)
			.isThrownBy(() -> base().java(new Broken(error)).on(database).upgrade("heads"))
			.withMessageContaining("Revision j1 (break) failed in upgrade")
			.withMessageContaining(error.getClass().getName())
			.withMessageContaining("The database is at a1")
			.satisfies((failure) -> assertThat(failure.getCode()).isEqualTo(ErrorCode.STATEMENT_FAILED));
		assertThat(names(database)).hasSize(25);
		assertThat(database.log()).endsWith("upgrade j1 failed");
	}

	@Test
	void listenerThatFailsBeforeThePlanIsAFailureOfItsFirstRevision(TestDatabase database) {
		List<String> told = new ArrayList<>();
		Revisions revisions = base().listener(new MigrationListener() {

			@Override
			public void beforePlan(List<Step> plan) {
				throw new IllegalStateException("not now");
			}

			@Override
			public void revisionFailed(Step step, MigrationException failure) {
				told.add(step.revision().id());
			}

		});
		assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> revisions.on(database).upgrade("heads"))
			.withMessageContaining("Revision a1")
			.withMessageContaining("not now");
		assertThat(database.log()).containsExactly("upgrade a1 failed");
		assertThat(told).containsExactly("a1");
		assertThat(database.hasTable("t")).isFalse();
	}

	@Test
	void batchesAreCommittedAndResumed(TestDatabase database) {
		Batched interrupted = new Batched(20);
		assertThatExceptionOfType(MigrationException.class)
			.isThrownBy(() -> base().java(interrupted).on(database).upgrade("heads"));
		assertThat(names(database).stream().filter((name) -> name.endsWith("!"))).hasSize(20);
		Batched whole = new Batched(Integer.MAX_VALUE);
		base().java(whole).on(database).upgrade("heads");
		assertThat(names(database)).hasSize(25).allMatch((name) -> name.matches("n\\d+!"));
		assertThat(whole.total).isEqualTo(25);
		assertThat(database.rows()).containsExactly("j1");
	}

	/** A percentage is not worth reading the whole table for. */
	@Test
	void rowsAreNotCountedBeforeTheFirstBatch(TestDatabase database) {
		database.jdbc().sql("create sequence looked_at").update();
		database.jdbc().sql("create table k (id int primary key)").update();
		database.jdbc().sql("insert into k select generate_series(1, 20000)").update();
		database.jdbc().sql("analyze k").update();
		assertThatExceptionOfType(MigrationException.class)
			.isThrownBy(() -> base().java(new Stopping()).on(database).upgrade("heads"))
			.withMessageContaining("after the first batch");
		assertThat(database.jdbc().sql("select last_value from looked_at").query(Long.class).single()).isLessThan(1000);
	}

	@RevisionInfo(revision = "j1", downRevision = "a1", message = "batches", transaction = false)
	static class Stopping implements JavaRevision {

		@Override
		public void upgrade(RevisionContext context) throws Exception {
			context.batches("k")
				.rows("select id from k where nextval('looked_at') > 0")
				.size(10)
				.process((jdbc, rows) -> {
					throw new IllegalStateException("after the first batch");
				});
		}

	}

	@Test
	void batchesNeedARevisionWithoutTransaction(TestDatabase database) {
		assertThatExceptionOfType(MigrationException.class)
			.isThrownBy(() -> base().java(new BatchedInTransaction()).on(database).upgrade("heads"))
			.withMessageContaining("@RevisionInfo(transaction = false)");
	}

	private static List<String> names(TestDatabase database) {
		return database.jdbc().sql("select name from t").query(String.class).list();
	}

	@RevisionInfo(revision = "j1", downRevision = "a1", message = "upper case")
	static class UpperCase implements ReversibleJavaRevision {

		@Override
		public void upgrade(RevisionContext context) {
			context.jdbc().sql("update t set name = upper(name) where id > :id").param("id", 0).update();
		}

		@Override
		public void downgrade(RevisionContext context) {
			context.jdbc().sql("update t set name = lower(name)").update();
		}

	}

	@RevisionInfo(revision = "j1", downRevision = "a1", message = "fail")
	static class Failing implements JavaRevision {

		@Override
		public void upgrade(RevisionContext context) {
			context.jdbc().sql("delete from t").update();
			throw new IllegalArgumentException("no luck");
		}

	}

	@RevisionInfo(revision = "j1", downRevision = "a1", message = "break")
	static class Broken implements JavaRevision {

		private final Error error;

		Broken(Error error) {
			this.error = error;
		}

		@Override
		public void upgrade(RevisionContext context) {
			context.jdbc().sql("delete from t").update();
			throw this.error;
		}

	}

	@RevisionInfo(revision = "j1", downRevision = "a1", message = "batches", transaction = false)
	static class Batched implements JavaRevision {

		private final int failAfter;

		private int seen;

		private long total;

		Batched(int failAfter) {
			this.failAfter = failAfter;
		}

		@Override
		public void upgrade(RevisionContext context) throws Exception {
			this.total = context.batches("mark").rows("select id, name from t").size(10).process((jdbc, rows) -> {
				rows.forEach((
						row) -> jdbc.sql("update t set name = name || '!' where id = ?").param(row.get("id")).update());
				if (this.seen >= this.failAfter) {
					throw new IllegalStateException("interrupted");
				}
				this.seen += rows.size();
			});
		}

	}

	@RevisionInfo(revision = "j1", downRevision = "a1", message = "batches")
	static class BatchedInTransaction implements JavaRevision {

		@Override
		public void upgrade(RevisionContext context) {
			context.batches("mark");
		}

	}

	@Test
	void commitOfTheRevisionItselfIsNoticed(TestDatabase database) {
		assertThatExceptionOfType(MigrationException.class)
			.isThrownBy(() -> base().java(new Committing()).on(database).upgrade("heads"))
			.withMessageContaining("committed or rolled back by itself");
		assertThat(database.rows()).containsExactly("a1");
	}

	/** Whatever ended the transaction, and whatever state the next one is in. */
	@ParameterizedTest
	@ValueSource(strings = { "commit", "commit and chain", "commit; begin", "rollback", "commit; select 1/0",
			"commit; insert into t values (100, 'y'); select 1/0" })
	void failureAfterACommitOfTheRevisionItselfSaysThatItStays(String statements, TestDatabase database) {
		assertThatExceptionOfType(MigrationException.class)
			.isThrownBy(() -> base().java(new CommittingAndFailing(statements)).on(database).upgrade("heads"))
			.withMessageContaining("committed or rolled back by itself; what it committed is kept")
			.withMessageContaining(statements.contains("1/0") ? "division by zero" : "after it")
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("nothing of it remains"));
		assertThat(database.rows()).containsExactly("a1");
		assertThat(names(database).contains("x")).isEqualTo(!statements.equals("rollback"));
		assertThat(database.log()).last().isEqualTo("upgrade j1 failed");
	}

	@Test
	void failureAfterAnErrorIsRolledBack(TestDatabase database) {
		assertThatExceptionOfType(MigrationException.class)
			.isThrownBy(() -> base().java(new CommittingAndFailing("select 1/0")).on(database).upgrade("heads"))
			.withMessageContaining("nothing of it remains");
		assertThat(names(database)).doesNotContain("x");
	}

	/** Whoever closes the connection: what was committed before is not rolled back. */
	@ParameterizedTest
	@ValueSource(strings = { "commit; select pg_terminate_backend(pg_backend_pid())",
			"commit; set idle_in_transaction_session_timeout = 1; begin; select pg_terminate_backend(pg_backend_pid())" })
	void failureWithoutAConnectionDoesNotSayThatNothingRemains(String statements, TestDatabase database) {
		assertThatExceptionOfType(MigrationException.class)
			.isThrownBy(() -> base().java(new CommittingAndFailing(statements)).on(database).upgrade("heads"))
			.withMessageContaining("Revision j1 (commit and fail) failed in upgrade")
			.withMessageContaining("what the code itself committed is kept")
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("nothing of it remains"))
			.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(ErrorCode.CONNECTION_FAILED));
		assertThat(database.rows()).containsExactly("a1");
		assertThat(names(database)).contains("x");
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void revisionThatClosesTheConnectionIsNamed(boolean transaction, TestDatabase database) {
		JavaRevision closing = transaction ? new Closing() : new ClosingOutsideOfATransaction();
		assertThatExceptionOfType(MigrationException.class)
			.isThrownBy(() -> base().java(closing).on(database).upgrade("heads"))
			.withMessageContaining("Revision j1 (close) failed in upgrade")
			.withMessageContaining("The connection was closed or broke while the revision's code was running")
			.satisfies((ex) -> assertThat(ex.getHint()).contains("Check whether the code closes the connection"));
		assertThat(database.rows()).containsExactly("a1");
	}

	private static void close(RevisionContext context) {
		try {
			context.jdbc().sql("select pg_terminate_backend(pg_backend_pid())").query().singleRow();
		}
		catch (DataAccessException ex) {
			// as if the code had closed it itself
			assertThat(ex).isNotNull();
		}
	}

	@RevisionInfo(revision = "j1", downRevision = "a1", message = "close")
	static class Closing implements JavaRevision {

		@Override
		public void upgrade(RevisionContext context) {
			close(context);
		}

	}

	@RevisionInfo(revision = "j1", downRevision = "a1", message = "close", transaction = false)
	static class ClosingOutsideOfATransaction implements JavaRevision {

		@Override
		public void upgrade(RevisionContext context) {
			close(context);
		}

	}

	@Test
	void causesThatAreACircleComeToAnEnd(TestDatabase database) {
		Exception first = new IllegalStateException("first");
		first.initCause(new IllegalArgumentException("second", first));
		assertThatExceptionOfType(MigrationException.class)
			.isThrownBy(() -> base().java(new Throwing(first)).on(database).upgrade("heads"))
			.withMessageContaining("java.lang.IllegalStateException: first")
			.withMessageContaining("caused by java.lang.IllegalArgumentException: second")
			.withNoCause();
	}

	/** Spring Boot, for one, prints the causes of what stops an application. */
	@Test
	void causesHoldNoSecrets(TestDatabase database) {
		Exception failure = new IllegalStateException("no user", new SQLException(
				"Batch entry 0 insert into users (id, password) values (1, ('hunter2')) was aborted", "23505"));
		assertThatExceptionOfType(MigrationException.class)
			.isThrownBy(() -> base().java(new Throwing(failure)).on(database).upgrade("heads"))
			.satisfies((ex) -> {
				StringWriter trace = new StringWriter();
				ex.printStackTrace(new PrintWriter(trace));
				assertThat(trace.toString()).doesNotContain("hunter2")
					.contains("java.lang.IllegalStateException: no user", "insert into users (id, password)",
							"JavaRevisionTests.java");
			});
	}

	/** The message of its own says nothing. */
	@Test
	void causeIsToldWhereTheExceptionDoesNotTellIt(TestDatabase database) {
		assertThatExceptionOfType(MigrationException.class)
			.isThrownBy(() -> base()
				.java(new Throwing(new ExceptionInInitializerError(new IllegalStateException("no key"))))
				.on(database)
				.upgrade("heads"))
			.withMessageContaining("caused by java.lang.IllegalStateException: no key");
	}

	@Test
	void hintIsAboutJava(TestDatabase database) {
		assertThatExceptionOfType(MigrationException.class)
			.isThrownBy(() -> base().java(new CommittingAndFailing("vacuum")).on(database).upgrade("heads"))
			.satisfies((ex) -> assertThat(ex.getHint()).contains("@RevisionInfo(transaction = false)"));
	}

	@RevisionInfo(revision = "j1", downRevision = "a1", message = "throw")
	static class Throwing implements JavaRevision {

		private final Throwable thrown;

		Throwing(Throwable thrown) {
			this.thrown = thrown;
		}

		@Override
		public void upgrade(RevisionContext context) throws Exception {
			if (this.thrown instanceof Error error) {
				throw error;
			}
			throw (Exception) this.thrown;
		}

	}

	@RevisionInfo(revision = "j1", downRevision = "a1", message = "commit and fail")
	static class CommittingAndFailing implements JavaRevision {

		private final String statements;

		CommittingAndFailing(String statements) {
			this.statements = statements;
		}

		@Override
		public void upgrade(RevisionContext context) {
			context.jdbc().sql("update t set name = 'x'").update();
			for (String statement : this.statements.split("; ", -1)) {
				context.jdbc().sql(statement).update();
			}
			throw new IllegalStateException("after it");
		}

	}

	@Test
	void swallowedErrorNamesTheRevision(TestDatabase database) {
		assertThatExceptionOfType(MigrationException.class)
			.isThrownBy(() -> base().java(new Swallowing()).on(database).upgrade("heads"))
			.withMessageContaining("Revision j1 (swallow) failed in upgrade")
			.withMessageContaining("SQLSTATE 25P02")
			.satisfies((failure) -> assertThat(failure.getHint()).contains("swallowed"));
		assertThat(database.rows()).containsExactly("a1");
	}

	@RevisionInfo(revision = "j1", downRevision = "a1", message = "swallow")
	static class Swallowing implements JavaRevision {

		@Override
		public void upgrade(RevisionContext context) {
			try {
				context.jdbc().sql("select no_such_column from t").query().singleValue();
			}
			catch (DataAccessException ex) {
				this.seen = ex;
			}
		}

		@Nullable DataAccessException seen;

	}

	@Test
	void batchesByAKeyOfFixedLengthEnd(TestDatabase database) {
		database.jdbc().sql("create table k (id char(6) primary key, name text)").update();
		database.jdbc().sql("insert into k select 'k' || i, 'n' from generate_series(100, 124) i").update();
		BatchedByText revision = new BatchedByText();
		base().java(revision).on(database).upgrade("heads");
		assertThat(revision.total).isEqualTo(25);
	}

	@RevisionInfo(revision = "j1", downRevision = "a1", message = "commit")
	static class Committing implements JavaRevision {

		@Override
		public void upgrade(RevisionContext context) {
			context.jdbc().sql("update t set name = 'x'").update();
			context.jdbc().sql("commit").update();
		}

	}

	@RevisionInfo(revision = "j1", downRevision = "a1", message = "batches", transaction = false)
	static class BatchedByText implements JavaRevision {

		private long total;

		@Override
		public void upgrade(RevisionContext context) throws Exception {
			this.total = context.batches("k").rows("select id from k").size(10).process((jdbc, rows) -> {
			});
		}

	}

}
