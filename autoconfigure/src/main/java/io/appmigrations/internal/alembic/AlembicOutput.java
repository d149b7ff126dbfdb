package io.appmigrations.internal.alembic;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How a run of Alembic ended.
 *
 * @param status its exit status
 * @param out what it printed
 * @param err what it logged
 */
record AlembicOutput(int status, String out, String err) {

	private static final Pattern EXCEPTION = Pattern.compile("[\\w.]+(?:Error|Exception|Exit|Missing|Available)\\b.*");

	private static final String FAILED = "FAILED: ";

	AlembicOutput {
		out = out.replace("\r\n", "\n");
		err = err.replace("\r\n", "\n");
	}

	boolean failed() {
		return this.status != 0;
	}

	/** Why it failed, on one line. */
	String reason() {
		List<String> lines = this.err.lines().map(String::strip).filter((line) -> !line.isEmpty()).toList();
		return last(this.out.lines().filter((line) -> line.startsWith(FAILED)).toList(), FAILED)
			.or(() -> last(lines.stream().filter((line) -> EXCEPTION.matcher(line).matches()).toList(), ""))
			.or(() -> last(lines, ""))
			.orElse("exit status " + this.status);
	}

	private static Optional<String> last(List<String> lines, String prefix) {
		return lines.isEmpty() ? Optional.empty() : Optional.of(lines.get(lines.size() - 1).substring(prefix.length()));
	}

}
