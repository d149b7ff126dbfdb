package io.appmigrations.internal.family;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.appmigrations.internal.schema.Definition;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The registry of families.
 */
class FamiliesTests {

	@ParameterizedTest
	@EnumSource
	void everyKindIsInAFamilyThatIsListedOnce(Kind kind) {
		assertThat(Families.all()).doesNotHaveDuplicates().containsOnlyOnce(Families.of(kind));
	}

	@ParameterizedTest
	@EnumSource
	void aFamilyIsAClassOfItsOwn(Kind kind) {
		Set<Kind> same = Arrays.stream(Kind.values())
			.filter((other) -> Families.of(other).getClass() == Families.of(kind).getClass())
			.collect(Collectors.toSet());
		assertThat(same).allMatch((other) -> Families.of(other) == Families.of(kind));
	}

	/** What is compared by its statements needs no more than what {@link Family} says. */
	@ParameterizedTest
	@EnumSource(names = { "COLLATION", "CONVERSION", "CAST", "STATISTICS", "PUBLICATION", "EVENT_TRIGGER", "FUNCTION",
			"VIEW", "TEXT_SEARCH_PARSER", "SERVER" })
	void definitionsAreWrittenAsTheyWereRead(Kind kind) {
		Definition definition = new Definition(ObjectId.of(kind, "public", "a"), List.of("create it"), "drop it", null,
				List.of(), null);
		SqlWriter writer = new SqlWriter(new Schema("public", List.of(definition), Map.of()));
		assertThat(writer.create(definition, Set.of())).containsExactly("create it");
		assertThat(writer.drop(definition)).isEqualTo("drop it");
	}

	/** What goes through all objects asks their families. */
	@Test
	void noKindIsNamedOutsideOfItsFamily() throws IOException {
		assertThat(named("diff")).isEmpty();
		assertThat(named("catalog")).isEmpty();
	}

	/**
	 * What reads a user's words, or is about one sort of objects by its nature, names
	 * that and no other.
	 */
	@Test
	void whatIsAboutSomeKindsNamesNoOther() throws IOException {
		Map<String, Set<String>> compare = Map.ofEntries(Map.entry("ComparisonScope", Set.of("SCHEMA")),
				Map.entry("DatabaseContents", Set.of("SCHEMA", "PRIVILEGES")),
				Map.entry("DeclaredRows", Set.of("RULE")), Map.entry("DefaultEquality", Set.of("COLUMN")),
				Map.entry("DesiredSchema", Set.of("SCHEMA", "PRIVILEGES")),
				Map.entry("ModelComparer", Set.of("PUBLICATION")), Map.entry("ModelExtensions", Set.of("EXTENSION")),
				Map.entry("ModelScope", Set.of("EXTENSION")),
				Map.entry("OutsideReferences", Set.of("FOREIGN_KEY", "ROWS")), Map.entry("Prelude", Set.of("SCHEMA")),
				Map.entry("Proof", Set.of("SCHEMA", "PRIVILEGES", "COLUMN", "EXTENSION")),
				Map.entry("RequestedRenames",
						Set.of("TABLE", "VIEW", "MATERIALIZED_VIEW", "FOREIGN_TABLE", "SEQUENCE", "ENUM", "COMPOSITE",
								"RANGE", "DOMAIN", "INDEX", "COLUMN", "SEQUENCE_OWNER")),
				Map.entry("RequestedValues", Set.of("COLUMN", "ENUM", "DOMAIN")),
				Map.entry("ScratchSchemas", Set.of("PRIVILEGES")));
		assertThat(named("compare")).isEqualTo(compare);
		Set<String> ofTables = Set.of("TABLE", "COLUMN", "COLUMN_COMMENT", "DEFAULT", "CONSTRAINT", "FOREIGN_KEY",
				"INDEX");
		assertThat(named("online").keySet()).isEqualTo(Set.of("HighestValue", "OnlineScript", "SchemaRelations"));
		assertThat(named("online").get("HighestValue")).isEqualTo(Set.of("COLUMN"));
		assertThat(named("online").get("OnlineScript")).isEqualTo(ofTables);
		assertThat(named("online").get("SchemaRelations"))
			.isEqualTo(Set.of("INDEX", "COLUMN", "FOREIGN_TABLE", "DOMAIN"));
		Set<String> ofColumns = new TreeSet<>(ofTables);
		ofColumns.addAll(Set.of("TRIGGER", "FUNCTION", "RULE", "PRIVILEGES"));
		named("expand").forEach((file, kinds) -> assertThat(ofColumns).as(file).containsAll(kinds));
	}

	private static Map<String, Set<String>> named(String room) throws IOException {
		Pattern constant = Pattern.compile("\\bKind\\.([A-Z_]+)\\b");
		Map<String, Set<String>> named = new TreeMap<>();
		for (Path file : sources(room)) {
			Set<String> kinds = constant.matcher(code(file))
				.results()
				.map((found) -> found.group(1))
				.collect(Collectors.toSet());
			if (!kinds.isEmpty()) {
				named.put(file.getFileName().toString().replace(".java", ""), kinds);
			}
		}
		return named;
	}

	/** The compiler then finds what a new kind needs. */
	@Test
	void noSwitchOverKindsHasADefault() throws IOException {
		Pattern head = Pattern.compile("switch \\((?:[\\w.()]*\\.)?kind(?:\\(\\))?\\) \\{|switch \\(this\\) \\{");
		List<String> found = new ArrayList<>();
		for (String room : List.of("family", "diff", "catalog", "compare", "schema", "declaration", "online", "expand",
				"../model")) {
			for (Path file : sources(room)) {
				String code = code(file);
				Matcher matcher = head.matcher(code);
				while (matcher.find()) {
					if (block(code, matcher.end()).matches("(?s).*\\bdefault ?(?:->|:).*")) {
						found.add(file.getFileName() + ": " + matcher.group());
					}
				}
			}
		}
		assertThat(found).isEmpty();
	}

	private static List<Path> sources(String room) throws IOException {
		try (Stream<Path> files = Files.walk(Path.of("src/main/java/io/appmigrations/internal", room))) {
			return files.filter((file) -> file.toString().endsWith(".java")).sorted().toList();
		}
	}

	private static String code(Path file) throws IOException {
		return Files.readString(file).replaceAll("(?s)/\\*.*?\\*/|//[^\n]*", "");
	}

	private static String block(String code, int start) {
		int depth = 1;
		int end = start;
		while (depth > 0) {
			char c = code.charAt(end++);
			depth += (c == '{') ? 1 : (c == '}') ? -1 : 0;
		}
		return code.substring(start, end);
	}

}
