package io.appmigrations.cost;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Loads everything once more, as a new process would, and counts what is the tool's own.
 */
final class CountingClassLoader extends URLClassLoader {

	private static final String OWN = "io.appmigrations.";

	private static final String TEST = "io.appmigrations.cost.";

	/** What an application with the starter and a pool has. */
	private static final Pattern LIBRARIES = Pattern.compile(
			"(spring-(core|beans|context|aop|expression|jdbc|tx)-\\d|spring-boot-(\\d|autoconfigure|jdbc|sql|transaction|persistence)"
					+ "|HikariCP|postgresql-|slf4j-api|logback-|jspecify|commons-logging|log4j-|jul-to-slf4j).*\\.jar");

	private final Set<String> loaded = new TreeSet<>();

	/**
	 * Has the class path of the tests.
	 * @param more what comes before it
	 */
	CountingClassLoader(Path... more) {
		super(urls(more), ClassLoader.getPlatformClassLoader());
	}

	private static URL[] urls(Path... more) {
		return Stream
			.concat(Arrays.stream(more),
					Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
						.map(Path::of)
						.filter(CountingClassLoader::isPresent))
			.map(CountingClassLoader::url)
			.toArray(URL[]::new);
	}

	/** The tool's own classes are in folders. */
	private static boolean isPresent(Path path) {
		return Files.isDirectory(path) || LIBRARIES.matcher(path.getFileName().toString()).matches();
	}

	private static URL url(Path path) {
		try {
			return path.toUri().toURL();
		}
		catch (MalformedURLException ex) {
			throw new IllegalArgumentException(ex);
		}
	}

	@Override
	protected Class<?> findClass(String name) throws ClassNotFoundException {
		Class<?> found = super.findClass(name);
		if (name.startsWith(OWN) && !name.startsWith(TEST)) {
			synchronized (this.loaded) {
				this.loaded.add(name);
			}
		}
		return found;
	}

	/** The tool's own classes. */
	Set<String> loaded() {
		synchronized (this.loaded) {
			return new TreeSet<>(this.loaded);
		}
	}

}
