package io.appmigrations.internal.script;

import java.io.IOException;
import java.util.Collections;
import java.util.List;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the statements of a section from its file, one after the other: no more than one
 * of them is in memory.
 */
public final class SectionReader implements AutoCloseable {

	private final Section section;

	private final TextWindow window;

	private final SqlScanner scanner;

	private final PrefixDigest digest = new PrefixDigest();

	/** How many statements were read, a BEGIN and COMMIT around all of them too. */
	private int scanned;

	private int number;

	private final StringBuilder comments = new StringBuilder();

	/** Whether the statement that was read last is not in the digest yet. */
	private boolean open;

	SectionReader(Section section, SqlScanner.Keep keep) {
		this.section = section;
		try {
			this.window = new TextWindow(section.path(), section.file().getInputStream());
		}
		catch (IOException ex) {
			throw new MigrationException(ErrorCode.INVALID_SCRIPT,
					"%s can no longer be read: %s".formatted(section.path(), ex.getMessage()),
					"Restore it, then start again.", ex);
		}
		this.window.skipTo(section.position());
		this.scanner = new SqlScanner(section.path(), this.window, section.position(), section.line() + 1, keep);
	}

	/**
	 * Reads the next statement. What the one before it has as data of {@code COPY} and
	 * was not taken is passed over.
	 * @return the statement, or {@code null} at the end of the section
	 * @throws ScriptException where the file was changed since its beginning was read,
	 * and is no longer a revision
	 * @throws MigrationException where its statements are others than they were
	 */
	public @Nullable SqlStatement next() {
		this.comments.setLength(0);
		fold();
		SqlStatement statement = scan();
		if (statement != null && this.scanned == this.section.outline().begin()) {
			statement = scan();
		}
		if (statement != null && this.section.outline().begin() > 0 && this.number == this.section.count()) {
			// the COMMIT that belongs to it
			statement = scan();
		}
		if (statement == null) {
			requireUnchanged();
			return null;
		}
		this.number++;
		this.open = true;
		return statement;
	}

	private @Nullable SqlStatement scan() {
		this.scanned++;
		SqlStatement statement = this.scanner.next();
		this.comments.append(this.scanner.comments());
		return statement;
	}

	/**
	 * Returns the comments before the statement that was read last, or behind the last
	 * one where there was none left.
	 * @return the comments as they stand in the file, each with a line break, empty where
	 * there are none
	 */
	public String comments() {
		return this.comments.toString();
	}

	private void fold() {
		if (this.open) {
			this.digest.add(this.scanner.digest());
			this.open = false;
		}
	}

	private void requireUnchanged() {
		if (this.number != this.section.count() || !this.digest.value().equals(this.section.outline().digest())) {
			throw changed(this.section.path());
		}
	}

	static MigrationException changed(String path) {
		return new MigrationException(ErrorCode.INVALID_SCRIPT,
				"%s was changed while it was being read".formatted(path), "Start again.");
	}

	/**
	 * Returns the number of the statement that was read last.
	 * @return the number, counted from 1, or zero where none was read
	 */
	public int number() {
		return this.number;
	}

	/**
	 * Returns the digest of the statements up to the one that was read last.
	 * @return hexadecimal SHA-256, as {@link Section#digestOfFirst} has it
	 */
	public String digest() {
		fold();
		return this.digest.value();
	}

	/**
	 * Returns the number of the last statement of the block that the statement begins
	 * which was read last.
	 * @return the number of its {@code COMMIT}
	 */
	public int lastOfBlock() {
		List<Integer> blocks = this.section.outline().blocks();
		int found = Collections.binarySearch(blocks, this.number);
		return blocks.get((found < 0) ? -found - 1 : found);
	}

	@Override
	public void close() {
		this.window.close();
	}

}
