package io.appmigrations.autoconfigure;

import java.io.InputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.jayway.jsonpath.JsonPath;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.core.ResolvableType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every property is described where the IDE and where the reader of the docs looks for
 * it.
 */
class AppMigrationsPropertiesTests {

	private static final Path PAGE = Path.of("..", "docs", "properties.md");

	private static List<Map<String, Object>> metadata(String file, String section) throws Exception {
		try (InputStream json = Objects
			.requireNonNull(AppMigrationsProperties.class.getResourceAsStream("/META-INF/" + file))) {
			return JsonPath.parse(json).read("$." + section);
		}
	}

	/** What the processor has found; the build merges what is written by hand. */
	private static List<Map<String, Object>> properties() throws Exception {
		Map<String, Map<String, Object>> own = new TreeMap<>();
		for (String file : List.of("spring-configuration-metadata.json",
				"additional-spring-configuration-metadata.json")) {
			for (Map<String, Object> property : metadata(file, "properties")) {
				String name = String.valueOf(property.get("name"));
				if (name.startsWith("app.migrations.")) {
					own.computeIfAbsent(name, (key) -> new HashMap<>()).putAll(property);
				}
			}
		}
		return List.copyOf(own.values());
	}

	@Test
	void everyPropertyHasADescription() throws Exception {
		assertThat(properties()).isNotEmpty().allSatisfy((property) -> assertThat(property).containsKey("description"));
	}

	@Test
	void everyTextIsAmongThoseThatYamlMayMisread() {
		assertThat(texts(AppMigrationsProperties.class, "app.migrations.")).contains("app.migrations.target")
			.hasSizeGreaterThan(15)
			.allMatch(YamlNumbers::isText);
	}

	private static List<String> texts(Class<?> type, String prefix) {
		List<String> texts = new ArrayList<>();
		for (Field field : type.getDeclaredFields()) {
			ResolvableType[] generics = ResolvableType.forField(field).getGenerics();
			Class<?> value = (generics.length > 0) ? generics[generics.length - 1].toClass() : field.getType();
			if (value == String.class && !Modifier.isStatic(field.getModifiers())) {
				texts.add(prefix + field.getName());
			}
			else if (value.getDeclaringClass() == AppMigrationsProperties.class && !value.isEnum()) {
				texts.addAll(texts(value, prefix + field.getName() + "."));
			}
		}
		return texts;
	}

	@Test
	void everyHintIsAboutAProperty() throws Exception {
		List<Object> names = properties().stream().map((property) -> property.get("name")).toList();
		assertThat(metadata("additional-spring-configuration-metadata.json", "hints")).isNotEmpty()
			.allSatisfy((hint) -> assertThat(names).contains(hint.get("name")));
	}

	/**
	 * The page is generated: {@code -Dproperties.write=true} writes it anew after a
	 * property has changed.
	 */
	@Test
	void thePageOfPropertiesIsWhatTheMetadataSays() throws Exception {
		String page = page();
		if (Boolean.getBoolean("properties.write")) {
			Files.writeString(PAGE, page);
		}
		assertThat(Files.readString(PAGE)).isEqualTo(page);
	}

	private static String page() throws Exception {
		Map<Object, Object> values = new HashMap<>();
		for (Map<String, Object> hint : metadata("additional-spring-configuration-metadata.json", "hints")) {
			values.put(hint.get("name"), hint.get("values"));
		}
		StringBuilder page = new StringBuilder(
				"""
						# Properties

						The names begin with `app.migrations.`. Your IDE shows the same texts. Durations without a unit are seconds. As an environment variable,
						`app.migrations.lock.wait` is `APP_MIGRATIONS_LOCK_WAIT`; on a command line it is `--app.migrations.lock.wait=10m`.

						| property | default | |
						|---|---|---|
						""");
		for (Map<String, Object> property : properties()) {
			String name = String.valueOf(property.get("name"));
			page.append("| `%s` | %s | %s%s |\n".formatted(name.substring("app.migrations.".length()),
					defaultOf(property.get("defaultValue")), property.get("description"), values(values.get(name))));
		}
		return page.append("""

				If `spring.datasource.url` is not set, `DATABASE_URL` is used: [guide.md](guide.md#2-configure).
				""").toString();
	}

	private static String defaultOf(@Nullable Object value) {
		if (value instanceof List<?> list) {
			return list.stream().map((one) -> "`" + one + "`").collect(Collectors.joining(", "));
		}
		return (value != null) ? "`" + value + "`" : "";
	}

	private static String values(@Nullable Object values) {
		if (!(values instanceof List<?> list)) {
			return "";
		}
		return " " + list.stream()
			.map((value) -> (Map<?, ?>) value)
			.map((value) -> "`%s`: %s".formatted(value.get("value"), value.get("description")))
			.collect(Collectors.joining(" "));
	}

	/** The README names those that matter, and none that does not exist. */
	@Test
	void propertiesInTheReadmeExist() throws Exception {
		Set<String> names = properties().stream()
			.map((property) -> String.valueOf(property.get("name")).substring("app.migrations.".length()))
			.collect(Collectors.toSet());
		String readme = Files.readString(Path.of("..", "README.md"));
		String section = readme.substring(readme.indexOf("## Properties"), readme.indexOf("## What is not there"));
		assertThat(section.lines()
			.filter((line) -> line.startsWith("| `"))
			.flatMap((line) -> Pattern.compile("`([^`]+)`").matcher(line.split("\\|", -1)[1]).results())
			.map((name) -> name.group(1))).hasSizeGreaterThan(9).isSubsetOf(names);
	}

}
