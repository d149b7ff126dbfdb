package io.appmigrations.internal.lint;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.appmigrations.internal.measure.SectionFacts;
import io.appmigrations.internal.measure.StatementFacts;
import io.appmigrations.internal.script.Section;
import io.appmigrations.internal.script.SqlRevision;

/**
 * A revision and what its upgrade was measured to do.
 *
 * @param revision the revision
 * @param measured the facts of its statements
 * @param serverVersion the major version of the server that was asked
 */
public record Examined(SqlRevision revision, SectionFacts measured, int serverVersion) {

	List<StatementFacts> facts() {
		return this.measured.facts();
	}

	Section section() {
		return this.revision.upgrade();
	}

	/** The tables that statements before one created, with their schemas. */
	Set<String> createdBefore(int number) {
		Set<String> created = new HashSet<>();
		facts().stream().filter((each) -> each.number() < number).forEach((each) -> created.addAll(each.created()));
		return created;
	}

}
