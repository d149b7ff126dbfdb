package io.appmigrations.internal.flyway;

import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.internal.support.Printable;
import org.jspecify.annotations.Nullable;

/**
 * Reads the scripts in Flyway's locations, by Flyway's rules for their names.
 */
public final class FlywayFolders {

	private static final String BYTE_ORDER_MARK = "\uFEFF";

	private static final Pattern CALLBACK = Pattern.compile("(?:before|after)(?:[A-Z][A-Za-z]*)|createSchema",
			Pattern.CASE_INSENSITIVE);

	private static final Pattern SCRIPT = Pattern.compile(".*\\.(?:ps1|bat|cmd|sh|bash|py)");

	private static final Pattern JAVA = Pattern
		.compile("(?<kind>[VRUB])(?<version>[0-9_]*)__(?<description>.+)\\.(?:java|kt)");

	private final FlywaySettings settings;

	private final List<FlywayScript> scripts = new ArrayList<>();

	private final List<String> notes = new ArrayList<>();

	private final List<String> problems = new ArrayList<>();

	private FlywayFolders(FlywaySettings settings) {
		this.settings = settings;
	}

	/**
	 * Reads all scripts.
	 * @param settings how Flyway is configured
	 * @param folders the folders of the locations, which exist
	 * @param sources the folders of Java and Kotlin sources
	 * @return the scripts
	 * @throws MigrationException with {@code invalid_script} if a script cannot be read,
	 * or Flyway would refuse it
	 */
	public static FlywayScripts read(FlywaySettings settings, Collection<Path> folders, Collection<Path> sources) {
		FlywayFolders reader = new FlywayFolders(settings);
		try {
			for (Path folder : folders) {
				for (Path file : files(folder)) {
					reader.read(folder, file);
				}
			}
			for (Path root : sources) {
				for (Path file : files(root)) {
					reader.readClass(root, file);
				}
			}
		}
		catch (IOException ex) {
			throw new MigrationException(ErrorCode.INVALID_SCRIPT,
					"The scripts of Flyway cannot be read: %s".formatted(ex), "Check the permissions of their folder.",
					ex);
		}
		return FlywayScripts.of(reader.scripts, reader.notes, reader.problems);
	}

	private static List<Path> files(Path folder) throws IOException {
		if (!Files.isDirectory(folder)) {
			return List.of();
		}
		try (Stream<Path> files = Files.walk(folder)) {
			return files.filter(Files::isRegularFile).sorted().toList();
		}
	}

	private void read(Path folder, Path file) throws IOException {
		String path = folder.relativize(file).toString().replace('\\', '/');
		String name = path.substring(path.lastIndexOf('/') + 1);
		String stem = stem(name);
		if (stem == null) {
			if (SCRIPT.matcher(name).matches()) {
				this.notes.add("%s is a program that Flyway runs: it is not imported; write a Java revision instead"
					.formatted(Printable.name(path)));
			}
			return;
		}
		int separator = stem.indexOf(this.settings.separator());
		String first = (separator < 0) ? stem : stem.substring(0, separator);
		if (CALLBACK.matcher(first).matches()) {
			this.notes
				.add("%s is a callback: it is not imported; a bean of type MigrationListener is called at such moments"
					.formatted(Printable.name(path)));
			return;
		}
		Map.Entry<String, FlywaySource.Kind> prefix = this.settings.prefixes()
			.entrySet()
			.stream()
			.filter((each) -> first.startsWith(each.getKey()))
			.max(Comparator.comparingInt((each) -> each.getKey().length()))
			.orElse(null);
		String written = (prefix != null) ? first.substring(Math.min(first.length(), prefix.getKey().length())) : "";
		boolean versioned = prefix != null && prefix.getValue() != FlywaySource.Kind.REPEATABLE;
		FlywayVersion version = versioned ? FlywayVersion.parse(written) : null;
		if (prefix == null || separator < 0 || (versioned ? version == null : !written.isEmpty())) {
			this.notes.add("%s has no name of a migration: Flyway ignores it, and it is not imported"
				.formatted(Printable.name(path)));
			return;
		}
		String description = stem.substring(separator + this.settings.separator().length()).replace('_', ' ');
		add(file, path, prefix.getValue(), version, description);
	}

	private @Nullable String stem(String name) {
		return this.settings.suffixes()
			.stream()
			.filter((suffix) -> name.toUpperCase(Locale.ROOT).endsWith(suffix.toUpperCase(Locale.ROOT)))
			.findFirst()
			.map((suffix) -> name.substring(0, name.length() - suffix.length()))
			.orElse(null);
	}

	private void add(Path file, String path, FlywaySource.Kind kind, @Nullable FlywayVersion version,
			String description) throws IOException {
		Properties config = new Properties();
		Path beside = file.resolveSibling(file.getFileName() + ".conf");
		if (Files.isRegularFile(beside)) {
			config.load(new StringReader(Files.readString(beside)));
		}
		if (!config.getProperty("shouldExecute", "true").strip().equals("true")) {
			this.notes.add("%s.conf says shouldExecute=%s: the script is imported and always runs"
				.formatted(Printable.name(path), Printable.text(config.getProperty("shouldExecute"))));
		}
		String text = decode(file, path, config.getProperty("encoding"));
		if (text == null) {
			return;
		}
		boolean replaced = config.containsKey("placeholderReplacement")
				? config.getProperty("placeholderReplacement").strip().equals("true")
				: this.settings.isPlaceholderReplacement();
		boolean transactional = config.containsKey("executeInTransaction")
				? config.getProperty("executeInTransaction").strip().equals("true") : this.settings.isInTransaction();
		String name = path.substring(path.lastIndexOf('/') + 1);
		FlywayPlaceholders placeholders = FlywayPlaceholders.of(this.settings, name);
		// what a repeatable script runs is in its checksum, so that other values count
		String summed = (kind == FlywaySource.Kind.REPEATABLE && replaced) ? placeholders.replaced(text) : text;
		this.scripts
			.add(new FlywayScript(kind, version, description, path, replaced ? placeholders.normalized(text) : text,
					transactional, replaced, (summed != null) ? FlywayChecksum.of(summed) : null));
	}

	private @Nullable String decode(Path file, String path, @Nullable String encoding) throws IOException {
		Charset charset = this.settings.encoding(encoding);
		try {
			String text = charset.newDecoder()
				.onMalformedInput(CodingErrorAction.REPORT)
				.onUnmappableCharacter(CodingErrorAction.REPORT)
				.decode(ByteBuffer.wrap(Files.readAllBytes(file)))
				.toString();
			return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
		}
		catch (CharacterCodingException ex) {
			this.problems
				.add("%s is not %s: set spring.flyway.encoding".formatted(Printable.name(path), charset.name()));
			return null;
		}
	}

	private void readClass(Path root, Path file) throws IOException {
		Matcher name = JAVA.matcher(file.getFileName().toString());
		if (!name.matches() || !Files.readString(file).contains("JavaMigration")) {
			return;
		}
		FlywaySource.Kind kind = FlywaySource.Kind.of(name.group("kind"));
		String className = root.relativize(file)
			.toString()
			.replaceAll("[/\\\\]", ".")
			.replaceFirst("\\.(?:java|kt)$", "");
		if (kind == FlywaySource.Kind.VERSIONED) {
			FlywayVersion version = FlywayVersion.parse(name.group("version"));
			if (version != null) {
				this.scripts.add(new FlywayScript(kind, version, name.group("description").replace('_', ' '), className,
						null, true, false, null));
			}
		}
		else {
			this.notes
				.add("%s is a class that is not imported: write its code as a Java revision, or as the downgrade of one"
					.formatted(className));
		}
	}

}
