package io.appmigrations.internal.engine;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.appmigrations.Direction;
import io.appmigrations.RevisionDetails;
import io.appmigrations.internal.engine.HistoryOverview.Script;
import io.appmigrations.internal.engine.HistoryOverview.Scripts;
import io.appmigrations.internal.execution.RevisionScripts;
import io.appmigrations.internal.script.Placeholders;
import io.appmigrations.internal.script.RevisionScript;
import io.appmigrations.internal.script.SqlRevision;
import org.jspecify.annotations.Nullable;

/**
 * Reads what revisions run, for a person who looks at it.
 */
final class OverviewReader {

	/** Of a script. What is longer nobody reads in an overview. */
	private static final int MAX_CHARACTERS = 100_000;

	/** Of all scripts of an overview, which is in memory as a whole. */
	private static final int MAX_CHARACTERS_OF_ALL = 10_000_000;

	private static final String NOTHING = "nothing to do";

	private final RevisionScripts scripts;

	private final Placeholders placeholders;

	private long left = MAX_CHARACTERS_OF_ALL;

	/**
	 * Reads nothing yet.
	 * @param scripts the revisions of a build
	 * @param placeholders whose values are not shown
	 */
	OverviewReader(RevisionScripts scripts, Placeholders placeholders) {
		this.scripts = scripts;
		this.placeholders = placeholders;
	}

	Map<String, Scripts> scripts(List<RevisionDetails> revisions) {
		Map<String, Scripts> read = new LinkedHashMap<>();
		revisions.forEach((details) -> {
			RevisionScript script = this.scripts.of(details.revision());
			read.put(details.revision().id(),
					new Scripts(script(script, Direction.UPGRADE), script(script, Direction.DOWNGRADE)));
		});
		return read;
	}

	private Script script(RevisionScript script, Direction direction) {
		String options = Objects.requireNonNullElse(script.options(direction), "");
		String note = note(script, direction);
		if (note != null) {
			return new Script(options, null, note);
		}
		this.left -= script.length(direction);
		String text = Objects.requireNonNullElse(Redacted.sql(script.text(direction), this.placeholders), "").strip();
		return text.isEmpty() ? new Script(options, null, NOTHING) : new Script(options, text, null);
	}

	private @Nullable String note(RevisionScript script, Direction direction) {
		if (direction == Direction.DOWNGRADE && !script.reversible()) {
			return "there is none, the revision is irreversible";
		}
		if (!(script instanceof SqlRevision)) {
			return "a Java class";
		}
		long length = script.length(direction);
		if (length == 0) {
			return NOTHING;
		}
		if (!script.logged()) {
			return "not shown because of 'log: no'";
		}
		return (length > Math.min(MAX_CHARACTERS, this.left)) ? "not shown, it has %s characters".formatted(length)
				: null;
	}

}
