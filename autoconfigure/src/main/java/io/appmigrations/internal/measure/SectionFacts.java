package io.appmigrations.internal.measure;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What the statements of a section did, up to the first that PostgreSQL refused.
 *
 * @param facts a statement each, in order
 * @param refusal the statement that PostgreSQL refused, or {@code null} if it refused
 * none; nothing behind it was measured
 * @param serverWide whether it changes roles, databases or whatever else belongs to the
 * whole server: the section must not be committed anywhere but where it belongs
 * @param keys what the catalog says about keys by the end of the section
 */
public record SectionFacts(List<StatementFacts> facts, @Nullable Refusal refusal, boolean serverWide, KeyFacts keys) {

	/**
	 * Copies the list.
	 */
	public SectionFacts {
		facts = List.copyOf(facts);
	}

}
