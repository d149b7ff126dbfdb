package io.appmigrations.script;

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
		return this.upgrade.digestOfFirst(this.upgrade.statements().size());
	}

	@Override
	public @Nullable String text(Direction direction) {
		Section section = section(direction);
		return (section != null) ? section.text() : null;
	}

	@Override
	public @Nullable String options(Direction direction) {
		Section section = section(direction);
		return (section != null) ? section.options() : null;
	}

}
