package io.appmigrations.autoconfigure;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

import com.jayway.jsonpath.JsonPath;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every property is described where the IDE and where the README's reader looks for it.
 */
class AppMigrationsPropertiesTests {

	private static List<Map<String, Object>> metadata(String file, String section) throws Exception {
		try (InputStream json = Objects
			.requireNonNull(AppMigrationsProperties.class.getResourceAsStream("/META-INF/" + file))) {
			return JsonPath.parse(json).read("$." + section);
		}
	}

	private static List<Map<String, Object>> properties() throws Exception {
		List<Map<String, Object>> own = new ArrayList<>(metadata("spring-configuration-metadata.json", "properties"));
		own.removeIf((property) -> !String.valueOf(property.get("name")).startsWith("app.migrations."));
		return own;
	}

	@Test
	void everyPropertyHasADescription() throws Exception {
		assertThat(properties()).isNotEmpty().allSatisfy((property) -> assertThat(property).containsKey("description"));
	}

	@Test
	void everyHintIsAboutAProperty() throws Exception {
		List<Object> names = properties().stream().map((property) -> property.get("name")).toList();
		assertThat(metadata("additional-spring-configuration-metadata.json", "hints")).isNotEmpty()
			.allSatisfy((hint) -> assertThat(names).contains(hint.get("name")));
	}

	@Test
	void everyPropertyIsInTheReadme() throws Exception {
		String readme = Files.readString(Path.of("..", "README.md"));
		TreeSet<String> missing = new TreeSet<>();
		for (Map<String, Object> property : properties()) {
			String name = String.valueOf(property.get("name")).substring("app.migrations.".length());
			if (!readme.contains("`" + name + "`") && !readme.contains("`" + name + ".*`")) {
				missing.add(name);
			}
		}
		assertThat(missing).isEmpty();
	}

}
