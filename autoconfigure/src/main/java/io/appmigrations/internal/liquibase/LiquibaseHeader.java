package io.appmigrations.internal.liquibase;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * What a revision was made from, as its header {@code imported-from} says:
 * {@code liquibase db/changelog/1.yaml::create-users::ann=9:5f...,8:0c...}. Liquibase's
 * tables are named only where they are not the usual ones. Before the change sets of a
 * revision that was squashed stands {@code revision=ID}.
 *
 * @param tables where Liquibase keeps what it has applied
 * @param changeSets the change sets by the revision that each was made into, in order
 */
public record LiquibaseHeader(LiquibaseTables tables, Map<String, List<LiquibaseSource>> changeSets) {

	private static final String TOOL = "liquibase ";

	private static final String SCHEMA = "schema=";

	private static final String HISTORY = "table=";

	private static final String LOCK = "lock=";

	private static final String REVISION = "revision=";

	/**
	 * Reads a header.
	 * @param revision the revision that has it
	 * @param header its value, or {@code null} if the revision was not imported
	 * @return what it says, or nothing where the revision was not made from Liquibase's,
	 * or the header cannot be read
	 */
	public static Optional<LiquibaseHeader> read(String revision, @Nullable String header) {
		if (header == null || !header.startsWith(TOOL)) {
			return Optional.empty();
		}
		LiquibaseTables tables = LiquibaseTables.DEFAULT;
		Map<String, List<LiquibaseSource>> changeSets = new LinkedHashMap<>();
		String current = revision;
		for (String word : header.substring(TOOL.length()).strip().split("\\s+", -1)) {
			LiquibaseSource source = LiquibaseSource.read(word);
			if (source != null) {
				changeSets.computeIfAbsent(current, (id) -> new ArrayList<>()).add(source);
			}
			else if (word.startsWith(REVISION)) {
				current = word.substring(REVISION.length());
			}
			else if (word.startsWith(SCHEMA)) {
				tables = new LiquibaseTables(value(word), tables.history(), tables.lock());
			}
			else if (word.startsWith(HISTORY)) {
				tables = new LiquibaseTables(tables.schema(), value(word), tables.lock());
			}
			else if (word.startsWith(LOCK)) {
				tables = new LiquibaseTables(tables.schema(), tables.history(), value(word));
			}
			else {
				return Optional.empty();
			}
		}
		return changeSets.isEmpty() ? Optional.empty() : Optional.of(new LiquibaseHeader(tables, changeSets));
	}

	private static String value(String word) {
		return URLDecoder.decode(word.substring(word.indexOf('=') + 1), StandardCharsets.UTF_8);
	}

	/**
	 * Writes the header of one revision.
	 * @param tables where Liquibase keeps what it has applied
	 * @param changeSets its change sets
	 */
	static String write(LiquibaseTables tables, List<LiquibaseSource> changeSets) {
		List<String> words = words(tables);
		changeSets.forEach((source) -> words.add(source.token()));
		return TOOL + String.join(" ", words);
	}

	private static List<String> words(LiquibaseTables tables) {
		List<String> words = new ArrayList<>();
		if (tables.schema() != null) {
			words.add(SCHEMA + URLEncoder.encode(tables.schema(), StandardCharsets.UTF_8));
		}
		if (!tables.history().equals(LiquibaseTables.DEFAULT.history())) {
			words.add(HISTORY + URLEncoder.encode(tables.history(), StandardCharsets.UTF_8));
		}
		if (!tables.lock().equals(LiquibaseTables.DEFAULT.lock())) {
			words.add(LOCK + URLEncoder.encode(tables.lock(), StandardCharsets.UTF_8));
		}
		return words;
	}

	/**
	 * Writes the header of a revision that is in place of others.
	 * @param parts what these were made from, in order
	 * @return the value
	 */
	public static String squashed(List<LiquibaseHeader> parts) {
		List<String> words = words(parts.get(0).tables());
		parts.forEach((part) -> part.changeSets().forEach((revision, sources) -> {
			words.add(REVISION + revision);
			sources.forEach((source) -> words.add(source.token()));
		}));
		return TOOL + String.join(" ", words);
	}

}
