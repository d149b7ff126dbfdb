package io.appmigrations.sample;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonDeserializer;
import com.google.gson.JsonElement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The manifests of the sample and the excerpts in {@code docs/kubernetes.md}, compared
 * with the schema of the Kubernetes API as its Java client has it.
 */
class ManifestTests {

	private static final Path MANIFESTS = Path.of("k8s");

	private static final Path PAGE = Path.of("..", "docs", "kubernetes.md");

	private static final Pattern EXCERPT = Pattern.compile("(?s)```yaml\n(.*?)```");

	/** What the keys of an excerpt hold, as the API calls it. */
	private static final Map<String, String> PARTS = Map.of("metadata", "ObjectMeta", "initContainers", "Container",
			"containers", "Container", "startupProbe", "Probe");

	private static final Gson GSON = new GsonBuilder()
		.registerTypeAdapter(OffsetDateTime.class,
				(JsonDeserializer<OffsetDateTime>) (time, type, context) -> OffsetDateTime.parse(time.getAsString()))
		.create();

	static Stream<Path> manifests() throws IOException {
		try (Stream<Path> files = Files.list(MANIFESTS)) {
			return files.filter((file) -> file.toString().endsWith(".yaml")).sorted().toList().stream();
		}
	}

	@ParameterizedTest
	@MethodSource("manifests")
	void manifestsFitTheApi(Path manifest) throws Exception {
		for (Object document : yaml().loadAll(Files.readString(manifest))) {
			JsonElement object = GSON.toJsonTree(document);
			assertFits(object.getAsJsonObject().get("kind").getAsString(), object);
		}
	}

	@Test
	void excerptsOfThePageFitTheApi() throws Exception {
		List<String> excerpts = EXCERPT.matcher(Files.readString(PAGE))
			.results()
			.map((MatchResult found) -> found.group(1))
			.toList();
		List<String> seen = new ArrayList<>();
		for (String excerpt : excerpts) {
			Map<String, Object> content = yaml().load(excerpt);
			for (Map.Entry<String, Object> part : content.entrySet()) {
				assertThat(PARTS).containsKey(part.getKey());
				seen.add(part.getKey());
				for (Object each : (part.getValue() instanceof List<?> list) ? list : List.of(part.getValue())) {
					assertFits(Objects.requireNonNull(PARTS.get(part.getKey())), GSON.toJsonTree(each));
				}
			}
		}
		assertThat(seen).containsAll(PARTS.keySet());
	}

	@Test
	void whatTheApiDoesNotHaveIsFound() throws Exception {
		String deployment = Files.readString(MANIFESTS.resolve("deployment.yaml"));
		for (String wrong : List.of(deployment.replace("periodSeconds: 2", "periodSecond: 2"),
				deployment.replace("replicas: 3", "replicas: three"),
				deployment.replace("  selector:", "  selectors:"))) {
			assertThat(wrong).isNotEqualTo(deployment);
			assertThatThrownBy(() -> assertFits("Deployment", GSON.toJsonTree(yaml().load(wrong))));
		}
	}

	/**
	 * Checks the names of all fields, those that are required, and the types of the
	 * values.
	 */
	private static void assertFits(String kind, JsonElement object) throws Exception {
		Class<?> model = Class.forName("io.kubernetes.client.openapi.models.V1" + kind);
		try {
			model.getMethod("validateJsonElement", JsonElement.class).invoke(null, object);
		}
		catch (InvocationTargetException ex) {
			throw new AssertionError(ex.getTargetException().getMessage(), ex.getTargetException());
		}
		Object read = GSON.fromJson(object, (Type) model);
		assertThat(read).isInstanceOf(model);
	}

	private static Yaml yaml() {
		return new Yaml(new SafeConstructor(new LoaderOptions()));
	}

}
