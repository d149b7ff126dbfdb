package io.appmigrations.internal.script;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URLConnection;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;

import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * Finds what matches a pattern in jars that have no entries for their folders too, as
 * {@code jar cfD} and some build tools write them: of these no class loader says that
 * they have the folder.
 */
public final class ClassPathResources extends PathMatchingResourcePatternResolver {

	private static final String JARS = CLASSPATH_ALL_URL_PREFIX;

	/**
	 * Creates a resolver.
	 * @param classLoader whose class path is searched
	 */
	public ClassPathResources(ClassLoader classLoader) {
		super(classLoader);
	}

	@Override
	public Resource[] getResources(String locationPattern) throws IOException {
		Set<Resource> found = new LinkedHashSet<>(Arrays.asList(super.getResources(locationPattern)));
		String pattern = locationPattern.startsWith(JARS) ? locationPattern.substring(JARS.length()) : "";
		String folder = determineRootDir(pattern);
		if (!folder.isEmpty() && !folder.equals(pattern)) {
			for (Resource jar : super.getResources(JARS)) {
				found.addAll(inJarWithoutFolders(jar, folder, pattern));
			}
		}
		return found.toArray(Resource[]::new);
	}

	private List<Resource> inJarWithoutFolders(Resource root, String folder, String pattern) throws IOException {
		if (!root.getURL().getProtocol().equals("jar")) {
			return List.of();
		}
		URLConnection connection = root.getURL().openConnection();
		if (!(connection instanceof JarURLConnection jar) || jar.getEntryName() != null) {
			return List.of();
		}
		// a cached one would stay open; what the class loader has read is shared all the
		// same
		jar.setUseCaches(false);
		try (JarFile file = jar.getJarFile()) {
			return withoutFolders(root, file, folder, pattern);
		}
		catch (FileNotFoundException | NoSuchFileException ex) {
			// a class path may name what does not exist
			return List.of();
		}
	}

	private List<Resource> withoutFolders(Resource root, JarFile jar, String folder, String pattern)
			throws IOException {
		List<Resource> found = new ArrayList<>();
		if (jar.getEntry(folder) == null) {
			List<String> names = jar.stream()
				.map(ZipEntry::getName)
				.filter((name) -> name.startsWith(folder) && getPathMatcher().match(pattern, name))
				.toList();
			for (String name : names) {
				found.add(root.createRelative(name));
			}
		}
		return found;
	}

}
