package io.appmigrations.internal.compare;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import io.appmigrations.AutogenerateOptions;
import io.appmigrations.SchemaComparison;
import io.appmigrations.annotation.RenamedFrom;
import io.appmigrations.internal.catalog.Scratch;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.database.PipelineException;
import io.appmigrations.internal.diff.DiffCase;
import io.appmigrations.internal.diff.MadeObjects;
import io.appmigrations.internal.diff.SchemaDiff;
import io.appmigrations.internal.hibernate.TestModel;
import io.appmigrations.internal.hibernate.ZooModel;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.model.Change;
import io.appmigrations.model.Model;
import io.appmigrations.model.ModelSource;
import io.appmigrations.model.ObjectId;
import io.appmigrations.settings.AutogenerateSettings;
import io.appmigrations.testing.ChangeText;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.TestDatabase;
import io.appmigrations.testing.Undone;
import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.MapKeyEnumerated;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The laws of generated revisions, over entities with everything that Hibernate can map
 * and over what people do to databases by hand ({@code mutations.txt}).
 */
@DatabaseTest
@SuppressWarnings("SameNameButDifferent")
class EntityDiffTests {

	private static final Set<String> SCHEMAS = Set.of("public", "other");

	/** What the model cannot declare, so that nothing is said about it. */
	private static final List<String> UNDECLARED = List.of("add constraint ck_new", "create index ix_extra",
			"create sequence extra_seq", "create type extra_t", "create view extra_v", "create materialized view",
			"set (fillfactor=50)", "set unlogged", "create table part_eu", "create function", "row level security",
			"create policy", "create rule", "replica identity", "cluster on", "grant select", "owner to",
			"create statistics", "create domain", "set statistics", "set compression", "sequence owned_seq owned by",
			"constraint fk_new", "drop column ld; alter table all_types add column ld date", "create trigger",
			"inherit j_base", "set storage", "set generated always");

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
	Stream<DynamicTest> driftIsMendedAndTheWayBackRestoresIt(TestDatabase database) throws Exception {
		return mutated(database, "-- drift", EntityDiffTests::mend);
	}

	private static void mend(MigrationConnection connection, String mutation) throws PipelineException {
		Schema start = Scratch.readReal(connection, "public", SCHEMAS);
		SchemaComparison comparison = compare(connection, true);
		boolean declared = UNDECLARED.stream().noneMatch(mutation::contains);
		assertThat(comparison.unproven()).as(ChangeText.of(comparison.upgrade())).isEmpty();
		assertThat(comparison.isEmpty()).as(ChangeText.of(comparison.upgrade())).isEqualTo(!declared);
		run(connection, sql(comparison.upgrade()));
		assertThat(sql(compare(connection, false).upgrade())).isEmpty();
		run(connection, sql(comparison.downgrade()));
		assertThat(SchemaDiff.differences(Scratch.readReal(connection, "public", SCHEMAS), start)).isEmpty();
	}

	@TestFactory
	Stream<DynamicTest> otherSpellingsAreNoDrift(TestDatabase database) throws Exception {
		return mutated(database, "-- same",
				(connection, mutation) -> assertThat(ChangeText.of(compare(connection, false).upgrade())).isEmpty());
	}

	/** The zoo is created once; what a mutation changes is undone. */
	private static Stream<DynamicTest> mutated(TestDatabase database, String section, Mutated test) throws Exception {
		Undone undone = database.undone();
		MigrationConnection connection = TestDatabase.connect(undone);
		run(connection, List.of("drop schema public cascade", "create schema public", "create schema other"));
		run(connection, model(connection).statements().stream().map(Model.Statement::sql).toList());
		undone.mark();
		return DiffCase.sample(mutations(section)).stream().map((mutation) -> DynamicTest.dynamicTest(mutation, () -> {
			try {
				if (applies(connection, mutation)) {
					test.run(connection, mutation);
				}
			}
			finally {
				undone.undo();
			}
		})).onClose(connection::close).onClose(undone::close);
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

	/** What is asserted once a mutation has happened. */
	@FunctionalInterface
	private interface Mutated {

		void run(MigrationConnection connection, String mutation) throws PipelineException;

	}

	@Test
	void aMovedEntityWithRenamedConstantsKeepsItsRows(TestDatabase database) throws PipelineException {
		try (MigrationConnection connection = database.connect()) {
			run(connection, sql(compare(connection, Before.Ticket.class, Before.Answer.class).upgrade()));
			run(connection, List.of("alter sequence ticket_seq restart 500", "alter sequence answer_ids restart 700",
					"insert into ticket (id, status, named, number, history) values (1, 'NEW', 'NEW', 0, '{NEW,DONE}')",
					"insert into ticket (id, status, named, part_status) values (2, 'DONE', 'DONE', 'NEW')",
					"insert into ticket_seen values (1, 'NEW')", "insert into ticket_notes values (1, 'x', 'NEW')",
					"insert into answer (id, status, ticket_id) values (1, 'NEW', 1)"));
			SchemaComparison comparison = compare(connection, After.Ticket.class, After.Answer.class);
			String text = ChangeText.of(comparison.upgrade());
			assertThat(comparison.unproven()).as(text).isEmpty();
			assertThat(comparison.rows().unproven()).as(text).isEmpty();
			assertThat(text)
				.contains("create schema crm;", "alter table ticket set schema crm;",
						"alter type status rename value 'NEW' to 'OPEN';")
				.doesNotContain("drop table", "create table", "create sequence", "drop sequence");
			Schema start = Scratch.readReal(connection, "public", Set.of("public", "crm"));
			run(connection, sql(comparison.upgrade()));
			assertThat(database.jdbc().sql("""
					select concat_ws(',', t.status, t.named, t.number, t.history, s.seen, n.notes_key, a.status,
					  (select part_status from crm.ticket where id = 2), nextval('ticket_seq'))
					from crm.ticket t, ticket_seen s, ticket_notes n, answer a
					where t.id = 1""").query(String.class).single())
				.isEqualTo("OPEN,OPEN,0,{OPEN,DONE},OPEN,OPEN,OPEN,OPEN,500");
			run(connection, sql(comparison.downgrade()));
			assertThat(SchemaDiff.differences(Scratch.readReal(connection, "public", Set.of("public", "crm")), start))
				.isEmpty();
			assertThat(database.jdbc()
				.sql("select status || named || history::text from ticket where id = 1")
				.query(String.class)
				.single()).isEqualTo("NEWNEW{NEW,DONE}");
		}
	}

	private static SchemaComparison compare(MigrationConnection connection, Class<?>... entities) {
		ModelSource source = (majorVersion, minorVersion, defaultSchema) -> TestModel.of(majorVersion, minorVersion,
				entities);
		return new ModelComparer(connection, AutogenerateSettings.of(source), Set.of())
			.prove(AutogenerateOptions.defaults(), MadeObjects.none())
			.comparison();
	}

	/** Entities as they were. */
	static final class Before {

		enum Status {

			NEW, DONE

		}

		@Embeddable
		static class Part {

			@Enumerated(EnumType.STRING)
			@Column(name = "part_status")
			@Nullable Status status;

		}

		@Entity(name = "Ticket")
		@Table(name = "ticket")
		static class Ticket {

			@Id
			@GeneratedValue
			long id;

			@Enumerated(EnumType.STRING)
			@Nullable Status status;

			@JdbcTypeCode(SqlTypes.NAMED_ENUM)
			@Nullable Status named;

			@Nullable Status number;

			@Enumerated(EnumType.STRING)
			Status @Nullable [] history;

			@Nullable Part part;

			@ElementCollection
			@CollectionTable(name = "ticket_seen")
			@Enumerated(EnumType.STRING)
			Set<Status> seen = Set.of();

			@ElementCollection
			@CollectionTable(name = "ticket_notes")
			@MapKeyEnumerated(EnumType.STRING)
			Map<Status, String> notes = Map.of();

		}

		@Entity(name = "Answer")
		@Table(name = "answer")
		static class Answer {

			@Id
			@GeneratedValue(generator = "answers")
			@SequenceGenerator(name = "answers", sequenceName = "answer_ids")
			long id;

			@Enumerated(EnumType.STRING)
			@Nullable Status status;

			@ManyToOne
			@Nullable Ticket ticket;

		}

	}

	/** The same entities as they are. */
	static final class After {

		enum Status {

			@RenamedFrom("NEW")
			OPEN, DONE

		}

		@Embeddable
		static class Part {

			@Enumerated(EnumType.STRING)
			@Column(name = "part_status")
			@Nullable Status status;

		}

		@Entity(name = "Ticket")
		@Table(name = "ticket", schema = "crm")
		@RenamedFrom("public.ticket")
		static class Ticket {

			@Id
			@GeneratedValue
			long id;

			@Enumerated(EnumType.STRING)
			@Nullable Status status;

			@JdbcTypeCode(SqlTypes.NAMED_ENUM)
			@Nullable Status named;

			@Nullable Status number;

			@Enumerated(EnumType.STRING)
			Status @Nullable [] history;

			@Nullable Part part;

			@ElementCollection
			@CollectionTable(name = "ticket_seen")
			@Enumerated(EnumType.STRING)
			Set<Status> seen = Set.of();

			@ElementCollection
			@CollectionTable(name = "ticket_notes")
			@MapKeyEnumerated(EnumType.STRING)
			Map<Status, String> notes = Map.of();

		}

		@Entity(name = "Answer")
		@Table(name = "answer")
		static class Answer {

			@Id
			@GeneratedValue(generator = "answers")
			@SequenceGenerator(name = "answers", sequenceName = "answer_ids")
			long id;

			@Enumerated(EnumType.STRING)
			@Nullable Status status;

			@ManyToOne
			@Nullable Ticket ticket;

		}

	}

	private static List<String> mutations(String section) throws IOException {
		String text = new String(
				Objects.requireNonNull(EntityDiffTests.class.getResourceAsStream("mutations.txt")).readAllBytes(),
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
		return ZooModel.read(connection.server().majorVersion(), connection.server().minorVersion());
	}

	private static SchemaComparison compare(MigrationConnection connection, boolean prove) {
		ModelSource source = (majorVersion, minorVersion, defaultSchema) -> ZooModel.read(majorVersion, minorVersion);
		return new ModelComparer(connection, AutogenerateSettings.of(source), Set.of())
			.compare(AutogenerateOptions.defaults(), MadeObjects.none(), (found) -> prove)
			.comparison();
	}

	private static List<String> sql(List<Change> changes) {
		return changes.stream().flatMap((change) -> change.sql().stream()).toList();
	}

	private static void run(MigrationConnection connection, List<String> statements) throws PipelineException {
		connection.execute(statements);
	}

}
