package io.appmigrations.internal.lint.rule;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

import io.appmigrations.internal.lint.examine.Basis;
import io.appmigrations.internal.lint.examine.Examined;
import io.appmigrations.internal.lint.examine.Findings;
import io.appmigrations.internal.lint.examine.LintRule;
import io.appmigrations.internal.script.SqlRevision;

/**
 * A revision that cannot be undone, and does not say why.
 */
final class NoDowngrade implements LintRule {

	@Override
	public String name() {
		return "no-downgrade";
	}

	@Override
	public Basis basis() {
		return Basis.TEXT;
	}

	private static final Pattern REASON = Pattern.compile("(?im)^\\s*--\\s*irreversible\\b\\W*\\w+.*$");

	@Override
	public void check(Examined examined, Findings findings) {
		SqlRevision revision = examined.revision();
		if (revision.downgrade() == null && !hasReason(examined)) {
			examined.facts()
				.stream()
				.findFirst()
				.ifPresent((first) -> findings.warning(first.statement(),
						"The revision has no downgrade: no downgrade goes below it.",
						"-- migrate:downgrade\n... or, in the header:\n-- irreversible: REASON"));
		}
	}

	private static boolean hasReason(Examined examined) {
		try (InputStream in = examined.section().file().getInputStream()) {
			return REASON.matcher(new String(in.readNBytes(64 * 1024), StandardCharsets.UTF_8)).find();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
