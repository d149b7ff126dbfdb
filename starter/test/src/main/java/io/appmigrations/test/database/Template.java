package io.appmigrations.test.database;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.TreeMap;

import io.appmigrations.Direction;
import io.appmigrations.internal.script.RevisionLocations;
import io.appmigrations.internal.script.SqlRevision;
import io.appmigrations.settings.MigrationSettings;
import org.jspecify.annotations.Nullable;

/**
 * What a template contains: the revisions up to a target.
 *
 * @param settings how to migrate it
 * @param target the revision, or {@code null} for an empty database that the application
 * migrates
 * @param fingerprint the same for the same content
 */
record Template(MigrationSettings settings, @Nullable String target, String fingerprint) {

	/** Changes when a template would be built otherwise. */
	private static final String FORMAT = "1";

	private static final int LENGTH = 16;

	static Template of(MigrationSettings settings, @Nullable String target, ClassLoader classLoader) {
		if (target == null) {
			return new Template(settings, null, "empty");
		}
		RevisionLocations locations = new RevisionLocations(settings.locations());
		locations.requireOnClassPath(classLoader);
		StringBuilder content = new StringBuilder();
		for (Object part : new Object[] { FORMAT, version(), target, settings.defaultSchema(), settings.versionTable(),
				settings.versionTableSchema(), settings.isSingleTransaction(), settings.isPlaceholderReplacement(),
				new TreeMap<>(settings.placeholders()) }) {
			content.append(part).append('\0');
		}
		locations.read(classLoader)
			.stream()
			.sorted(Comparator.comparing((SqlRevision revision) -> revision.revision().path()))
			.forEach((revision) -> append(revision, content));
		return new Template(settings, target, hash(content.toString()));
	}

	/** The log of the database has the downgrade script too. */
	private static void append(SqlRevision revision, StringBuilder content) {
		content.append(revision.revision()).append('\0').append(revision.checksum()).append('\0');
		for (Direction direction : Direction.values()) {
			content.append(revision.options(direction)).append('\0').append(revision.text(direction)).append('\0');
		}
	}

	private static @Nullable String version() {
		return MigrationSettings.class.getPackage().getImplementationVersion();
	}

	private static String hash(String content) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
			return HexFormat.of().formatHex(digest).substring(0, LENGTH);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
