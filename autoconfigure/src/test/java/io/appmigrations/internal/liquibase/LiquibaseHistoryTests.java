package io.appmigrations.internal.liquibase;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.appmigrations.internal.imported.Position;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LiquibaseHistoryTests {

	private final List<LiquibaseHistory.Row> rows = new ArrayList<>();

	/** Four revisions; b may be missing, and c was made from two change sets. */
	private static final List<LiquibaseHeader> HEADERS = List.of(header("a", "x.xml::1::ann=9:aa,8:a0"),
			header("b", "?x.xml::2::ann=9:bb,8:b0 -x.xml::test::ann="),
			header("c", "y%2B.xml::3::Ann+Lee=9:cc y%2B.xml::4::Ann+Lee="), header("d", "?z.xml::5::ann=9:dd"));

	private static LiquibaseHeader header(String revision, String words) {
		return LiquibaseHeader.read(revision, "liquibase " + words).orElseThrow();
	}

	private LiquibaseHistoryTests row(String path, String id, String author, @Nullable String checksum, String state) {
		this.rows.add(LiquibaseHistory.Row.of(path, id, author, checksum, state));
		return this;
	}

	private LiquibaseHistoryTests row(String path, String id, String author) {
		return row(path, id, author, null, "EXECUTED");
	}

	private Position position() {
		return LiquibaseHistory.compare(this.rows, HEADERS);
	}

	private LiquibaseHistoryTests all() {
		return row("x.xml", "1", "ann", "8:a0", "EXECUTED").row("classpath:/x.xml", "2", "ann", "9:bb", "MARK_RAN")
			.row("/y+.xml", "3", "Ann Lee", "7:old", "RERAN")
			.row("y+.xml", "4", "Ann Lee", "9:any", "EXECUTED");
	}

	@Test
	void nothingIsApplied() {
		assertThat(position()).isEqualTo(new Position(List.of(), List.of(), List.of()));
	}

	@Test
	void databaseIsAtTheLastRevisionThatItHas() {
		row("x.xml", "1", "ann");
		assertThat(position().revisions()).containsExactly("a");
		assertThat(all().position()).isEqualTo(new Position(List.of("d"), List.of(), List.of()));
	}

	@Test
	void whatMayBeMissingMay() {
		row("x.xml", "1", "ann").row("y+.xml", "3", "Ann Lee").row("y+.xml", "4", "Ann Lee");
		assertThat(position()).isEqualTo(new Position(List.of("d"), List.of(), List.of()));
	}

	@Test
	void whatIsMissingBelowStops() {
		row("y+.xml", "3", "Ann Lee");
		assertThat(position().problems()).hasSize(2)
			.anyMatch((problem) -> problem
				.startsWith("not applied, but y+.xml::3::Ann Lee, which comes later, is: x.xml::1::ann."))
			.anyMatch((problem) -> problem
				.startsWith("y+.xml::3::Ann Lee is applied, but not the rest of revision c: y+.xml::4::Ann Lee."));
	}

	@Test
	void anotherChecksumOfTheSameVersionStops() {
		row("x.xml", "1", "ann", "8:a1", "EXECUTED").row("x.xml", "2", "ann", "9:bb", "FAILED");
		assertThat(position().problems()).hasSize(2)
			.anyMatch((problem) -> problem
				.startsWith("x.xml::1::ann was changed after it was applied (checksum 8:a1, now 9:aa or 8:a0)"))
			.anyMatch((problem) -> problem.startsWith("x.xml::2::ann is marked as FAILED"));
	}

	@Test
	void unknownRowsStopOnlyAtTheEnd() {
		row("gone.xml", "0", "ann").all().row("x.xml", "test", "ann");
		assertThat(position().problems()).isEmpty();
		assertThat(position().notes()).containsExactly("applied, but no longer in the change log: gone.xml::0::ann",
				"applied, but left out when the change log was imported: x.xml::test::ann");
		row("new.xml", "6", "ann");
		assertThat(position().problems()).singleElement()
			.asString()
			.startsWith("applied, but there is no such change set here: new.xml::6::ann. Use a build that has it");
	}

	@Test
	void rowsOfOldVersionsAreKnown() {
		LiquibaseHeader header = header("r", "db/x.xml::1::ann=9:aa,8:a0");
		for (String path : List.of("db/x.xml", "classpath:db/x.xml", "classpath*:/db/x.xml", "/db/x.xml", "./db//x.xml",
				"classpath:db/master/../x.xml", "db/./sub\\..\\x.xml", "C:\\db\\x.xml")) {
			for (String checksum : List.of("", "0123456789abcdef0123456789abcdef", "3:a", "7:a", "8:a0")) {
				Position position = LiquibaseHistory
					.compare(List.of(LiquibaseHistory.Row.of(path, "1", "ann", checksum, "EXECUTED")), List.of(header));
				assertThat(position).as(path + " " + checksum)
					.isEqualTo(new Position(List.of("r"), List.of(), List.of()));
			}
		}
	}

	@Test
	void otherOrderIsNoted() {
		row("x.xml", "2", "ann").row("x.xml", "1", "ann");
		assertThat(position().revisions()).containsExactly("b");
		assertThat(position().notes()).singleElement()
			.asString()
			.startsWith("x.xml::1::ann was applied after x.xml::2::ann, out of order: the revisions");
	}

	@Test
	void headerIsReadAsItWasWritten() {
		LiquibaseTables tables = new LiquibaseTables("a b", "log=", "lock");
		List<LiquibaseSource> sources = List.of(
				new LiquibaseSource("-a=b/ä::c.xml", "1 2", "", List.of("9:a", "8:b"), LiquibaseSource.Kind.OPTIONAL),
				new LiquibaseSource("?.xml", "-", "x", List.of(), LiquibaseSource.Kind.LEFT_OUT));
		LiquibaseHeader read = LiquibaseHeader.read("r", LiquibaseHeader.write(tables, sources)).orElseThrow();
		assertThat(read.tables()).isEqualTo(tables);
		assertThat(read.changeSets()).containsOnlyKeys("r").containsEntry("r", sources);
		String squashed = LiquibaseHeader.squashed(List.of(read, header("b", "b.xml::1::x=9:c")));
		assertThat(LiquibaseHeader.read("s", squashed).orElseThrow().changeSets()).containsOnlyKeys("r", "b")
			.containsEntry("r", sources);
	}

	@Test
	void headersOfOthersAreNone() {
		for (String header : List.of("alembic v", "liquibase ", "liquibase x", "liquibase a::b=9:c",
				"liquibase a::b::%zz=9:c")) {
			assertThat(LiquibaseHeader.read("r", header)).as(header).isEqualTo(Optional.empty());
		}
	}

}
