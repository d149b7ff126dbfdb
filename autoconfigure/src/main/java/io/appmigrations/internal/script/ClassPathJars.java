package io.appmigrations.internal.script;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URLConnection;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

import org.jspecify.annotations.Nullable;

import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.core.io.support.ResourcePatternResolver;

/**
 * The jars of a class loader, and what they have in a folder. A jar stays as it is while
 * the process runs, so each is listed once for a folder, whoever asks.
 */
final class ClassPathJars {

	/** Of class loaders that are gone, nothing is kept. */
	private static final Map<ClassLoader, ClassPathJars> OF_LOADERS = Collections.synchronizedMap(new WeakHashMap<>());

	private final Map<String, List<Part>> parts = new HashMap<>();

	private @Nullable List<Resource> roots;

	private ClassPathJars() {
	}

	/**
	 * Finds what the jars of a class loader have in a folder.
	 * @param classLoader the class loader
	 * @param folder the folder, with a slash at its end
	 * @return a part for each jar that has files in it
	 * @throws IOException where a jar cannot be read; it is looked at again by the next
	 * who asks
	 */
	static List<Part> in(ClassLoader classLoader, String folder) throws IOException {
		return OF_LOADERS.computeIfAbsent(classLoader, (loader) -> new ClassPathJars()).find(classLoader, folder);
	}

	private synchronized List<Part> find(ClassLoader classLoader, String folder) throws IOException {
		List<Part> known = this.parts.get(folder);
		if (known == null) {
			List<Part> found = new ArrayList<>();
			for (Resource root : roots(classLoader)) {
				Part part = read(root, folder);
				if (part != null) {
					found.add(part);
				}
			}
			known = List.copyOf(found);
			this.parts.put(folder, known);
		}
		return known;
	}

	private List<Resource> roots(ClassLoader classLoader) throws IOException {
		List<Resource> known = this.roots;
		if (known == null) {
			List<Resource> jars = new ArrayList<>();
			for (Resource root : new PathMatchingResourcePatternResolver(classLoader)
				.getResources(ResourcePatternResolver.CLASSPATH_ALL_URL_PREFIX)) {
				if (root.getURL().getProtocol().equals("jar")) {
					jars.add(root);
				}
			}
			known = List.copyOf(jars);
			this.roots = known;
		}
		return known;
	}

	private static @Nullable Part read(Resource root, String folder) throws IOException {
		URLConnection connection = root.getURL().openConnection();
		if (!(connection instanceof JarURLConnection jar) || jar.getEntryName() != null) {
			return null;
		}
		// a cached one would stay open; what the class loader has read is shared all the
		// same
		jar.setUseCaches(false);
		try (JarFile file = jar.getJarFile()) {
			List<Entry> entries = entries(file, folder);
			return entries.isEmpty() ? null
					: new Part(root, jar.getJarFileURL().toString(), file.getEntry(folder) != null, entries);
		}
		catch (FileNotFoundException | NoSuchFileException ex) {
			// a class path may name what does not exist
			return null;
		}
	}

	/**
	 * Lists what a jar has in a folder.
	 * @param jar the jar
	 * @param folder the folder, with a slash at its end
	 */
	static List<Entry> entries(JarFile jar, String folder) {
		List<Entry> entries = new ArrayList<>();
		for (Iterator<JarEntry> all = jar.stream().iterator(); all.hasNext();) {
			JarEntry entry = all.next();
			if (entry.getName().startsWith(folder)) {
				entries.add(new Entry(entry.getName(), entry.getSize(), entry.getCrc()));
			}
		}
		return List.copyOf(entries);
	}

	/**
	 * What a jar has in a folder.
	 *
	 * @param root the jar
	 * @param jarUrl where the jar is
	 * @param hasFolder whether the jar has an entry for the folder itself
	 * @param entries what is in the folder, at least one
	 */
	record Part(Resource root, String jarUrl, boolean hasFolder, List<Entry> entries) {

	}

	/**
	 * An entry of a jar.
	 *
	 * @param name its name
	 * @param size its size, negative if it is not known
	 * @param crc its CRC-32, negative if it is not known
	 */
	record Entry(String name, long size, long crc) {

	}

}
