package io.appmigrations.script;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import io.appmigrations.revision.Direction;
import io.appmigrations.revision.Revision;
import org.jspecify.annotations.Nullable;

/**
 * A revision file.
 *
 * @param revision what its header says
 * @param upgrade the way up
 * @param downgrade the way down, or {@code null} where the file has none
 */
public record SqlRevision(Revision revision, Section upgrade, @Nullable Section downgrade) implements RevisionScript {

	/**
	 * Returns the section of a direction.
	 * @param direction the direction
	 * @return the section, or {@code null} where the file has none
	 */
	public @Nullable Section section(Direction direction) {
		return (direction == Direction.UPGRADE) ? this.upgrade : this.downgrade;
	}

	@Override
	public boolean reversible() {
		return this.downgrade != null;
	}

	@Override
	public boolean transactional(Direction direction) {
		Section section = section(direction);
		return section == null || section.transactional();
	}

	/**
	 * {@inheritDoc} Over the statements of the upgrade, not over the bytes: comments,
	 * white space and line ends do not count, and neither does the way down, which has
	 * not run.
	 */
	@Override
	public String checksum() {
		try {
			MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
			this.upgrade.statements()
				.forEach((statement) -> sha256.update(statement.digest().getBytes(StandardCharsets.US_ASCII)));
			return HexFormat.of().formatHex(sha256.digest());
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

	@Override
	public @Nullable String text(Direction direction) {
		Section section = section(direction);
		return (section != null) ? section.text() : null;
	}

}
