package io.appmigrations.internal.script;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.stream.Stream;

import io.appmigrations.MigrationException;

import org.springframework.core.io.Resource;

/**
 * Which files there are in the locations of revisions, and what tells their contents from
 * others. Nothing in a jar is opened: its directory has the size and the CRC-32 of each
 * entry. A file of the file system is read, since its size and its time prove nothing.
 * There is at least a line for each file that a run would read.
 */
final class RevisionInventory {

	private static final String SQL = ".sql";

	private static final String CLASS = ".class";

	/** From here on it pays to read files in parallel. */
	private static final int MANY = 200;

	private final ClassLoader classLoader;

	private final ClassPathResources classPath;

	private final List<String> files = new ArrayList<>();

	/** What was looked through, since several ways lead to a jar. */
	private final Set<String> seen = new HashSet<>();

	private boolean classes;

	/** The folders that there are, in all. */
	private int places;

	private boolean fixed = true;

	private RevisionInventory(ClassLoader classLoader) {
		this.classLoader = classLoader;
		this.classPath = new ClassPathResources(classLoader);
	}

	/**
	 * Takes the inventory.
	 * @param locations the locations
	 * @param classLoader the class loader for {@code classpath:} locations
	 * @return the inventory, or nothing if a location is in neither a folder nor a jar,
	 * if one is missing or if it cannot be read: reading the revisions says what is wrong
	 */
	static Optional<RevisionInventory> of(RevisionLocations locations, ClassLoader classLoader) {
		RevisionInventory inventory = new RevisionInventory(classLoader);
		try {
			for (String location : locations.locations()) {
				if (!inventory.add(location)) {
					return Optional.empty();
				}
			}
			return Optional.of(inventory);
		}
		catch (IOException | MigrationException ex) {
			return Optional.empty();
		}
	}

	/** A line for each revision file, in no particular order. */
	List<String> files() {
		return this.files;
	}

	/** Whether there are classes, which may be Java revisions. */
	boolean hasClasses() {
		return this.classes;
	}

	/** Whether everything is in jars. */
	boolean isFixed() {
		return this.fixed && !this.files.isEmpty();
	}

	private boolean add(String location) throws IOException {
		String folder = RevisionLocations.classPathFolder(location);
		if (folder != null) {
			// of the root, everything in the class path is a part; a pattern is of many
			// folders
			int before = this.places;
			return !folder.isEmpty() && !this.classPath.getPathMatcher().isPattern(folder) && addClassPath(folder + "/")
					&& (this.places > before || location.equals(RevisionLocations.DEFAULT));
		}
		Path path = RevisionLocations.folder(location);
		if (!Files.isDirectory(path)) {
			return false;
		}
		addFolder(path);
		return true;
	}

	private boolean addClassPath(String folder) throws IOException {
		// a jar may have files in a folder that it has no entry for
		for (ClassPathJars.Part jar : ClassPathJars.in(this.classLoader, folder)) {
			if (this.seen.add(jar.jarUrl() + " " + folder) && !addEntries(jar.entries(), folder)) {
				return false;
			}
		}
		for (Resource root : this.classPath.getResources("classpath*:" + folder)) {
			if (RevisionLocations.isFile(root)) {
				addFolder(Path.of(root.getURI()));
			}
			else if (!addFolderOfJar(root)) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Adds a folder in a jar, which may itself be in a folder of the jar that is on the
	 * class path.
	 * @return {@code false} if it cannot be known what is in it
	 */
	private boolean addFolderOfJar(Resource root) throws IOException {
		URLConnection connection = root.getURL().openConnection();
		if (!(connection instanceof JarURLConnection jar)) {
			return false;
		}
		String folder = jar.getEntryName();
		if (folder == null) {
			return false;
		}
		if (!this.seen.add(jar.getJarFileURL() + " " + folder)) {
			return true;
		}
		// a cached one would stay open; what the class loader has read is shared all the
		// same
		jar.setUseCaches(false);
		try (JarFile file = jar.getJarFile()) {
			return addEntries(ClassPathJars.entries(file, folder), folder);
		}
		catch (NoSuchFileException | FileNotFoundException ex) {
			// a class path may name what does not exist
			return true;
		}
	}

	private boolean addEntries(List<ClassPathJars.Entry> entries, String folder) {
		for (ClassPathJars.Entry entry : entries) {
			String name = entry.name();
			if (isRevision(name)) {
				if (entry.crc() < 0 || entry.size() < 0) {
					return false;
				}
				this.files.add(line(name.substring(folder.length()), entry.size(), Long.toHexString(entry.crc())));
			}
			this.classes |= name.endsWith(CLASS);
		}
		this.places += entries.isEmpty() ? 0 : 1;
		return true;
	}

	private void addFolder(Path root) throws IOException {
		RevisionFolder folder = RevisionFolder.search(root);
		this.fixed = false;
		this.places++;
		this.classes |= folder.hasClasses();
		List<Path> paths = folder.files();
		Stream<Path> all = (paths.size() > MANY) ? paths.parallelStream() : paths.stream();
		List<String> lines = all.map((file) -> read(root, file)).toList();
		if (lines.contains("")) {
			throw new IOException("A file cannot be read");
		}
		this.files.addAll(lines);
	}

	/** Empty where the file cannot be read. */
	private static String read(Path root, Path file) {
		MessageDigest digest = Fingerprint.sha256();
		long size = 0;
		byte[] buffer = new byte[8192];
		try (InputStream in = Files.newInputStream(file)) {
			for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
				digest.update(buffer, 0, read);
				size += read;
			}
		}
		catch (IOException ex) {
			return "";
		}
		return line(root.relativize(file).toString().replace('\\', '/'), size,
				HexFormat.of().formatHex(digest.digest()));
	}

	/** Of names in capitals, reading the revisions says what is wrong. */
	private static boolean isRevision(String name) {
		return name.regionMatches(true, name.length() - SQL.length(), SQL, 0, SQL.length())
				&& !name.startsWith(".", name.lastIndexOf('/') + 1);
	}

	private static String line(String name, long size, String digest) {
		return name + "\0" + size + "\0" + digest;
	}

}
