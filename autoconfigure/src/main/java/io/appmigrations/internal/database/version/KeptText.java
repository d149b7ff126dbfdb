package io.appmigrations.internal.database.version;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.appmigrations.Direction;
import io.appmigrations.Step;
import io.appmigrations.internal.database.Quoting;
import io.appmigrations.internal.script.RevisionScript;
import io.appmigrations.internal.secret.Redaction;
import org.jspecify.annotations.Nullable;

/**
 * What the log keeps of a revision's file.
 */
final class KeptText {

	/** Megabytes of data need not be sent and stored twice. */
	private static final int MAX_UPGRADE_TEXT = 1_000_000;

	/** What is longer would not fit into the memory of every process that runs it. */
	private static final int MAX_DOWNGRADE_TEXT = 4_000_000;

	/** In place of options: the reason follows. */
	static final String NOT_KEPT = "not kept: ";

	private KeptText() {
	}

	/**
	 * What a build without the revision's file needs to undo it, and what shows an edit
	 * afterwards.
	 */
	static Map<String, String> columns(Step step, RevisionScript script) {
		Map<String, String> columns = new LinkedHashMap<>();
		if (step.direction() == Direction.UPGRADE) {
			columns.put("checksum", Quoting.literalOrNull(script.checksum()));
			columns.put("down_revisions", array(script.revision().downRevisions()));
			columns.put("depends_on", array(script.revision().dependsOn()));
			columns.put("upgrade_script", Quoting.literalOrNull(upgradeText(script)));
		}
		String reason = reasonNotToKeepDowngrade(script);
		columns.put("downgrade_script",
				Quoting.literalOrNull((reason != null) ? null : script.text(Direction.DOWNGRADE)));
		columns.put("downgrade_options",
				Quoting.literalOrNull((reason != null) ? NOT_KEPT + reason : script.options(Direction.DOWNGRADE)));
		return columns;
	}

	private static @Nullable String upgradeText(RevisionScript script) {
		if (!script.logged() || script.length(Direction.UPGRADE) > MAX_UPGRADE_TEXT) {
			return null;
		}
		String text = script.text(Direction.UPGRADE);
		return (text != null) ? Redaction.redactSql(text) : null;
	}

	/** A text without its secrets could not be run. */
	private static @Nullable String reasonNotToKeepDowngrade(RevisionScript script) {
		long length = script.length(Direction.DOWNGRADE);
		if (length > MAX_DOWNGRADE_TEXT) {
			return "a downgrade of %s characters".formatted(length);
		}
		String text = script.text(Direction.DOWNGRADE);
		if (text == null) {
			return null;
		}
		if (!script.logged()) {
			return "the downgrade of a revision with 'log: no'";
		}
		return Redaction.redactSql(text).equals(text) ? null : "a downgrade with a password";
	}

	private static String array(List<String> values) {
		return values.isEmpty() ? "'{}'"
				: values.stream().map(Quoting::literal).collect(Collectors.joining(", ", "array[", "]"));
	}

}
