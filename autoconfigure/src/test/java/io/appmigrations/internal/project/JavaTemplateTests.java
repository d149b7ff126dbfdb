package io.appmigrations.internal.project;

import java.util.List;

import io.appmigrations.Revision;
import io.appmigrations.internal.project.RevisionContent.Statement;
import io.appmigrations.internal.project.RevisionContent.Way;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link JavaTemplate}.
 */
class JavaTemplateTests {

	@Test
	void notesAreCommentsThatNothingEscapesFrom() {
		Revision revision = new Revision("a1", List.of(), List.of(), List.of(), "x", null, "");
		Way way = new Way("",
				List.of(new Statement("drop table a", List.of("Drops the rows\nof \\u000a System.exit(1);")),
						new Statement("select 'b\\'", List.of())),
				"");
		String java = JavaTemplate.fill("db", revision, new RevisionContent(way, Way.EMPTY, List.of("made: nothing")));
		assertThat(java).contains("generated = \"made: nothing\")", """
				\t\t// Drops the rows of \\ u000a System.exit(1);
				\t\tcontext.jdbc().sql("drop table a").update();
				\t\tcontext.jdbc().sql("select 'b\\\\'").update();
				""");
	}

}
