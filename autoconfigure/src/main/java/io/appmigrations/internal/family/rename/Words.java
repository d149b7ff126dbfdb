package io.appmigrations.internal.family.rename;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The words of SQL, wherever they stand, be it in a string or in a comment: nothing in
 * PostgreSQL's catalog says what the body of a routine needs.
 */
public final class Words {

	private static final Pattern WORD = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_$]*");

	private static final Pattern QUOTE = Pattern.compile("\\$\\w*\\$");

	private final List<String> sql;

	private final Set<String> words = new HashSet<>();

	private Words(Collection<String> sql) {
		this.sql = List.copyOf(sql);
		// the last word of a body stands beside its quote
		Stream<String> texts = this.sql.stream()
			.flatMap((text) -> Stream.of(text, QUOTE.matcher(text).replaceAll(" ")));
		texts.forEach((text) -> WORD.matcher(text).results().forEach((word) -> {
			this.words.add(word.group());
			this.words.add(word.group().toLowerCase(Locale.ROOT));
		}));
	}

	/** Finds the words in statements. */
	public static Words in(Collection<String> sql) {
		return new Words(sql);
	}

	/** Whether a name, as it is in the catalog, is among them. */
	public boolean mention(String name) {
		return WORD.matcher(name).matches() ? this.words.contains(name)
				: this.sql.stream().anyMatch((text) -> text.contains(name.replace("\"", "\"\"")));
	}

}
