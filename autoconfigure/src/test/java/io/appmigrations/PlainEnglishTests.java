package io.appmigrations;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Messages and documentation use the terms of the field and plain sentences, subject
 * first. This keeps the turns out that a native reader has to decode.
 */
class PlainEnglishTests {

	/** What not to write, and what to write instead. */
	private static final Map<Pattern, String> TURNS = turns(
			"""
					ways? (?:down|up|back|there|forward) | upgrade script, downgrade script; irreversible for none
					(?:is|are|was|were|be|been) had      | acquired, received
					(?:go|goes|going|gone|went) on           | continue, resume
					told to end                          | shutting down
					anew                                 | again; recreated
					made again                           | recreated
					mend(?:s|ed|ing)?                    | fix
					(?:is|are) no more                   | no longer exists, was removed
					any more                             | no longer
					shall                                | is to, must, will
					all the same                         | nevertheless, anyway
					for ever                             | forever
					(?:can|could|cannot|may|must) (?:not )?be told | known, determined
					nor (?:is|are|was|does|do|has|have|can)        | and ... not
					as the model says                    | matches the model
					exclude each other$                  | cannot be combined
					stands? (?:before|behind|beside|above|below|there) | is before, after, above
					(?<!there )(?:is|are) none          | is not one
					(?<!there )(?:is|are) no (?:number|name|head|range|column|revision|type|sequence|upgrade|downgrade|table) | is not a ...
					(?:repair|revision|table|log), says the | the ... lists
					cuts? names                          | truncates names
					(?:put|puts) (?:its|the|their) (?:file|files) back | restore
					asks a person                        | cannot decide by itself
					nothing brings (?:it|them) back      | irreversibly
					lets? the log say                    | correct the log
					lies? in another                     | is in another
					takes? \\S+ for (?:a|an|UTC|text)    | treats ... as
					""");

	private static final Pattern TOKEN = Pattern.compile("//.*|(?s:/\\*.*?\\*/)|'(?:\\\\.|[^'\\\\])'"
			+ "|(?s:\"\"\"(?<block>.*?)\"\"\")|\"(?<line>(?:\\\\.|[^\"\\\\])*+)\"(?<more>\\s*\\+\\s*(?=\"))?");

	@Test
	void messagesAreInPlainEnglish() throws IOException {
		Map<String, String> texts = new LinkedHashMap<>();
		for (Path file : files(Path.of("src/main/java"), ".java")) {
			literals(Files.readString(file)).forEach((line, text) -> texts.put(file + ":" + line, text));
		}
		assertThat(texts).hasSizeGreaterThan(2000);
		assertThat(found(texts)).isEmpty();
	}

	@Test
	void theDocumentationIsInPlainEnglish() throws IOException {
		Map<String, String> texts = new LinkedHashMap<>();
		List<Path> files = new ArrayList<>(files(Path.of("../docs"), ".md"));
		files.addAll(List.of(Path.of("../README.md"), Path.of("../CONTRIBUTING.md"),
				Path.of("src/main/resources/META-INF/additional-spring-configuration-metadata.json")));
		for (Path file : files) {
			List<String> lines = Files.readAllLines(file);
			for (int i = 0; i < lines.size(); i++) {
				texts.put(file + ":" + (i + 1), lines.get(i));
			}
		}
		assertThat(texts).hasSizeGreaterThan(1000);
		assertThat(found(texts)).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "Revision a1 has no way down", "the lock was had", "the next start goes on after them",
			"The process is told to end", "Write it and mend it by hand.", "the view is made anew",
			"Fails on rows with a label that is no more", "how the schema shall be", "'base' is no head" })
	void turnsAreFoundInLiterals(String turn) {
		String java = "// a comment%nString a = \"%s\";".formatted(turn.replaceFirst(" (?=[^ ]*$)", " \"\n\t+ \""));
		assertThat(found(literals(java))).hasSize(1);
		assertThat(found(Map.of("line", turn))).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "// goes on", "/* told\n * to end */", "char c = '\"'; // mend", "\"goes one step\"",
			"\"recommended\"", "\"there is no table\"" })
	void nothingElseIsFound(String java) {
		assertThat(found(literals(java))).isEmpty();
	}

	private static Map<Pattern, String> turns(String table) {
		Map<Pattern, String> turns = new LinkedHashMap<>();
		table.lines().forEach((line) -> {
			int bar = line.lastIndexOf(" | ");
			turns.put(Pattern.compile("(?i)(?<![\\w-])(?:" + line.substring(0, bar).strip() + ")(?![\\w-])"),
					line.substring(bar + 3).strip());
		});
		return turns;
	}

	private static List<String> found(Map<String, String> texts) {
		List<String> found = new ArrayList<>();
		texts.forEach((place, text) -> TURNS.forEach((turn, instead) -> {
			Matcher matcher = turn.matcher(text);
			if (matcher.find()) {
				found.add("%s: '%s' (write: %s) in: %s".formatted(place, matcher.group(), instead, text.strip()));
			}
		}));
		return found;
	}

	/** By line; what is joined by a plus sign is one text. */
	private static Map<String, String> literals(String java) {
		Map<String, String> literals = new LinkedHashMap<>();
		StringBuilder joined = new StringBuilder();
		for (MatchResult token : (Iterable<MatchResult>) TOKEN.matcher(java).results()::iterator) {
			if (token.group().startsWith("\"\"\"")) {
				literals.put(line(java, token), token.group(1));
			}
			else if (token.group().startsWith("\"")) {
				joined.append(token.group(2));
				if (token.group(3) == null) {
					literals.put(line(java, token), joined.toString());
					joined.setLength(0);
				}
			}
		}
		return literals;
	}

	private static String line(String java, MatchResult token) {
		return java.substring(0, token.start()).lines().count() + " (" + token.start() + ")";
	}

	private static List<Path> files(Path folder, String suffix) throws IOException {
		try (Stream<Path> files = Files.walk(folder)) {
			return files.filter((file) -> file.toString().endsWith(suffix)).sorted().toList();
		}
	}

}
