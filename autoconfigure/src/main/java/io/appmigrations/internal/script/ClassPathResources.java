package io.appmigrations.internal.script;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * Finds what matches a pattern in jars that have no entries for their folders too, as
 * {@code jar cfD} and some build tools write them: of these no class loader says that
 * they have the folder.
 */
public final class ClassPathResources extends PathMatchingResourcePatternResolver {

	private final ClassLoader classLoader;

	/**
	 * Creates a resolver.
	 * @param classLoader whose class path is searched
	 */
	public ClassPathResources(ClassLoader classLoader) {
		super(classLoader);
		this.classLoader = classLoader;
	}

	@Override
	public Resource[] getResources(String locationPattern) throws IOException {
		Set<Resource> found = new LinkedHashSet<>(Arrays.asList(super.getResources(locationPattern)));
		String pattern = locationPattern.startsWith(CLASSPATH_ALL_URL_PREFIX)
				? locationPattern.substring(CLASSPATH_ALL_URL_PREFIX.length()) : "";
		String folder = determineRootDir(pattern);
		if (!folder.isEmpty() && !folder.equals(pattern)) {
			for (ClassPathJars.Part jar : ClassPathJars.in(this.classLoader, folder)) {
				if (!jar.hasFolder()) {
					found.addAll(matching(jar, pattern));
				}
			}
		}
		return found.toArray(Resource[]::new);
	}

	private List<Resource> matching(ClassPathJars.Part jar, String pattern) throws IOException {
		List<Resource> found = new ArrayList<>();
		for (ClassPathJars.Entry entry : jar.entries()) {
			if (getPathMatcher().match(pattern, entry.name())) {
				found.add(jar.root().createRelative(entry.name()));
			}
		}
		return found;
	}

}
