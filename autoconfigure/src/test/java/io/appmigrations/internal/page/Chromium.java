package io.appmigrations.internal.page;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.appmigrations.testing.Patience;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.json.JsonParserFactory;
import org.springframework.boot.json.JsonWriter;
import org.springframework.util.FileSystemUtils;

/**
 * A Chromium without a window, from the package of that name of Debian and others, with
 * one page. It is driven by its own DevTools protocol: a driver would bring hundreds of
 * megabytes for the few commands that the tests need.
 */
final class Chromium implements AutoCloseable {

	private static final Pattern ADDRESS = Pattern.compile("DevTools listening on (ws://\\S+)");

	private static final Map<String, Integer> CODES = Map.of("Tab", 9, "Enter", 13, "Escape", 27, "End", 35, "Home", 36,
			"ArrowUp", 38, "ArrowDown", 40, "PageDown", 34, "/", 191);

	private static final Map<String, String> TYPED = Map.of("Enter", "\r", "/", "/");

	private final Path profile;

	private final Process process;

	private final WebSocket socket;

	private final AtomicInteger lastId = new AtomicInteger();

	private final Map<Integer, CompletableFuture<Map<String, Object>>> calls = new ConcurrentHashMap<>();

	private final List<String> complaints = new CopyOnWriteArrayList<>();

	private final String session;

	/**
	 * Starts one.
	 * @param folder an empty folder
	 */
	Chromium(Path folder) throws IOException, InterruptedException {
		Path log = folder.resolve("log");
		this.profile = folder.resolve("profile");
		this.process = new ProcessBuilder(executable().orElse("chromium"), "--headless", "--no-sandbox",
				"--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars", "--no-first-run",
				"--disable-background-networking", "--disable-component-update", "--disable-extensions",
				"--remote-debugging-port=0", "--user-data-dir=" + this.profile, "about:blank")
			.redirectErrorStream(true)
			.redirectOutput(log.toFile())
			.start();
		this.socket = HttpClient.newHttpClient()
			.newWebSocketBuilder()
			.buildAsync(URI.create(address(log)), new Listener())
			.join();
		Object target = call(null, "Target.createTarget", Map.of("url", "about:blank")).get("targetId");
		this.session = String
			.valueOf(call(null, "Target.attachToTarget", Map.of("targetId", target, "flatten", true)).get("sessionId"));
		for (String domain : List.of("Page", "Runtime", "Log")) {
			call(domain + ".enable", Map.of());
		}
	}

	static boolean isInstalled() {
		return executable().isPresent();
	}

	private static Optional<String> executable() {
		return Stream.of("chromium", "chromium-browser", "google-chrome")
			.flatMap((name) -> Stream.of(System.getenv("PATH").split(":")).map((folder) -> Path.of(folder, name)))
			.filter(Files::isExecutable)
			.map(Path::toString)
			.findFirst();
	}

	private String address(Path log) throws IOException, InterruptedException {
		for (long end = System.nanoTime() + Patience.LIMIT.toNanos(); System.nanoTime() < end
				&& this.process.isAlive();) {
			Matcher address = ADDRESS.matcher(Files.readString(log));
			if (address.find()) {
				return address.group(1);
			}
			Thread.sleep(50);
		}
		throw new IllegalStateException("Chromium did not start: " + Files.readString(log));
	}

	/** Calls a method of the page. */
	Map<String, Object> call(String method, Map<String, Object> parameters) {
		return call(this.session, method, parameters);
	}

	private Map<String, Object> call(@Nullable String page, String method, Map<String, Object> parameters) {
		int id = this.lastId.incrementAndGet();
		CompletableFuture<Map<String, Object>> result = new CompletableFuture<>();
		this.calls.put(id, result);
		Map<String, Object> message = new LinkedHashMap<>(Map.of("id", id, "method", method, "params", parameters));
		if (page != null) {
			message.put("sessionId", page);
		}
		this.socket.sendText(JsonWriter.standard().writeToString(message), true).join();
		return result.orTimeout(Patience.MINUTES, TimeUnit.MINUTES).join();
	}

	/** Sets size and colours of the window. */
	void window(int width, int height, String colours) {
		call("Emulation.setDeviceMetricsOverride",
				Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
		call("Emulation.setEmulatedMedia",
				Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", colours))));
	}

	/** Opens a page and waits until its scripts have run. */
	void open(String page) {
		call("Page.navigate", Map.of("url", page));
		evaluate(
				"document.readyState === 'complete' || new Promise((done) => addEventListener('load', () => done(true)))");
	}

	/** The value of an expression of JavaScript, or of the promise that it is. */
	@Nullable Object evaluate(String expression) {
		Map<String, Object> answer = call("Runtime.evaluate",
				Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
		if (answer.containsKey("exceptionDetails")) {
			throw new IllegalStateException(expression + ": " + answer.get("exceptionDetails"));
		}
		return object(answer.get("result")).get("value");
	}

	/** Presses and releases keys, one after the other. */
	void press(String... keys) {
		for (String key : keys) {
			boolean shift = key.startsWith("Shift+");
			String name = shift ? key.substring("Shift+".length()) : key;
			Map<String, Object> event = new LinkedHashMap<>(Map.of("key", name, "code", name, "modifiers",
					shift ? 8 : 0, "windowsVirtualKeyCode", Objects.requireNonNull(CODES.get(name), name)));
			event.put("type", "rawKeyDown");
			call("Input.dispatchKeyEvent", event);
			if (TYPED.containsKey(name)) {
				call("Input.dispatchKeyEvent",
						Map.of("type", "char", "key", name, "text", Objects.requireNonNull(TYPED.get(name)),
								"unmodifiedText", Objects.requireNonNull(TYPED.get(name))));
			}
			event.put("type", "keyUp");
			call("Input.dispatchKeyEvent", event);
		}
	}

	/** Types a text where the focus is. */
	void type(String text) {
		call("Input.insertText", Map.of("text", text));
	}

	/** What the page looks like, as PNG. */
	byte[] screenshot() {
		return Base64.getDecoder().decode((String) call("Page.captureScreenshot", Map.of("format", "png")).get("data"));
	}

	/** Role and name of what a screen reader finds, as {@code role: name}. */
	List<String> accessible() {
		List<String> names = new ArrayList<>();
		for (Object each : (List<?>) Objects
			.requireNonNull(call("Accessibility.getFullAXTree", Map.of()).get("nodes"))) {
			Map<String, Object> node = object(each);
			if (!Boolean.TRUE.equals(node.get("ignored"))) {
				names.add("%s: %s".formatted(value(node.get("role")), value(node.get("name"))));
			}
		}
		return names;
	}

	private static Object value(@Nullable Object property) {
		return (property != null) ? object(property).getOrDefault("value", "") : "";
	}

	/**
	 * What the console has shown since the last call: errors, and violations of the
	 * Content Security Policy.
	 */
	List<String> complaints() {
		// what came before the answer is there
		evaluate("0");
		List<String> all = List.copyOf(this.complaints);
		this.complaints.clear();
		return all;
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> object(@Nullable Object value) {
		return (Map<String, Object>) Objects.requireNonNull(value);
	}

	private void receive(Map<String, Object> message) {
		if (message.get("id") instanceof Number id) {
			CompletableFuture<Map<String, Object>> call = Objects.requireNonNull(this.calls.remove(id.intValue()));
			if (message.containsKey("error")) {
				call.completeExceptionally(new IllegalStateException(String.valueOf(message.get("error"))));
			}
			else {
				call.complete(object(message.get("result")));
			}
			return;
		}
		switch (String.valueOf(message.get("method"))) {
			case "Runtime.exceptionThrown", "Log.entryAdded", "Runtime.consoleAPICalled",
					"Page.javascriptDialogOpening" ->
				this.complaints.add(String.valueOf(message.get("params")));
			default -> {
				// of no interest
			}
		}
	}

	@Override
	public void close() throws IOException {
		this.socket.abort();
		List<ProcessHandle> processes = new ArrayList<>(this.process.descendants().toList());
		processes.add(this.process.toHandle());
		processes.forEach(ProcessHandle::destroyForcibly);
		processes.forEach((each) -> each.onExit().join());
		// it has links out of the folder
		FileSystemUtils.deleteRecursively(this.profile);
	}

	private final class Listener implements WebSocket.Listener {

		private final StringBuilder text = new StringBuilder();

		@Override
		public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
			this.text.append(data);
			if (last) {
				String message = this.text.toString();
				this.text.setLength(0);
				receive(JsonParserFactory.getJsonParser().parseMap(message));
			}
			webSocket.request(1);
			return null;
		}

		@Override
		public void onError(WebSocket webSocket, Throwable error) {
			Chromium.this.calls.values().forEach((call) -> call.completeExceptionally(error));
		}

	}

}
