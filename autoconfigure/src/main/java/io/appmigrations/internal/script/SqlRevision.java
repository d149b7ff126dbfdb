package io.appmigrations.internal.script;

import java.util.Objects;

import io.appmigrations.Direction;
import io.appmigrations.Revision;
import org.jspecify.annotations.Nullable;

/**
 * A revision file.
 *
 * @param revision what its header says
 * @param upgradeSection the upgrade script, or {@code null} where it is no longer known
 * @param downgrade the downgrade script, or {@code null} where the file has none
 * @param logged whether the log may keep its text, and errors may show it
 * @param importedFrom the scripts of another tool that it was made from, or {@code null}
 */
public record SqlRevision(Revision revision, @Nullable Section upgradeSection, @Nullable Section downgrade,
		boolean logged, @Nullable String importedFrom) implements RevisionScript {

	/**
	 * Returns the upgrade script of a revision that has one.
	 * @return the section
	 */
	public Section upgrade() {
		return Objects.requireNonNull(this.upgradeSection);
	}

	/**
	 * Returns the section of a direction.
	 * @param direction the direction
	 * @return the section, or {@code null} where the file has none
	 */
	public @Nullable Section section(Direction direction) {
		return (direction == Direction.UPGRADE) ? this.upgradeSection : this.downgrade;
	}

	/**
	 * Returns the revision as one that can only be undone.
	 * @return the same without the upgrade script
	 */
	public SqlRevision withoutUpgrade() {
		return new SqlRevision(this.revision, null, this.downgrade, this.logged, this.importedFrom);
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
	 * white space and line ends do not count, and neither does the downgrade script,
	 * which has not run.
	 */
	@Override
	public @Nullable String checksum() {
		return (this.upgradeSection != null) ? this.upgradeSection.outline().digest() : null;
	}

	@Override
	public @Nullable String text(Direction direction) {
		Section section = section(direction);
		return (section != null) ? section.text() : null;
	}

	@Override
	public long length(Direction direction) {
		Section section = section(direction);
		return (section != null) ? section.length() : 0;
	}

	@Override
	public @Nullable String options(Direction direction) {
		Section section = section(direction);
		return (section != null) ? section.options() : null;
	}

}
