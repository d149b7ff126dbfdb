package io.appmigrations.internal.script;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.core.io.InputStreamSource;

/**
 * The part of a revision file that runs in one direction. Its text stays in the file: a
 * start with nothing pending needs no more than what is here.
 *
 * @param path the file's name as messages show it
 * @param file the file
 * @param position where the text begins in it, in characters
 * @param length how many characters the text has
 * @param line the line of the marker, counted from 1
 * @param settings the options behind the marker
 * @param outline what its statements are
 */
public record Section(String path, InputStreamSource file, long position, long length, int line,
		SectionOptions settings, Outline outline) {

	/**
	 * Whether the section runs in one transaction.
	 * @return {@code false} where the marker says {@code transaction:off} or
	 * {@code batch:}
	 */
	public boolean transactional() {
		return this.settings.transactional();
	}

	/**
	 * Returns the {@code lock_timeout} of its statements.
	 * @return the timeout, zero for none, or {@code null} for the configured one
	 */
	public @Nullable Duration lockTimeout() {
		return this.settings.lockTimeout();
	}

	/**
	 * Returns the {@code statement_timeout} of its statements.
	 * @return the timeout, zero for none, or {@code null} for the configured one
	 */
	public @Nullable Duration statementTimeout() {
		return this.settings.statementTimeout();
	}

	/**
	 * Returns how its statement is run over ranges of a key.
	 * @return the options, or {@code null} where it runs at once
	 */
	public @Nullable Batch batch() {
		return this.settings.batch();
	}

	/**
	 * Returns how many statements there are.
	 * @return the number, without a {@code BEGIN} and a {@code COMMIT} around all of them
	 */
	public int count() {
		return this.outline.count();
	}

	/**
	 * Opens the file to read the statements one after the other.
	 * @return a reader, to be closed
	 */
	public SectionReader open() {
		return new SectionReader(this, SqlScanner.Keep.STATEMENTS);
	}

	/**
	 * Reads all statements, and the data behind them.
	 * @return the statements in order
	 */
	public List<SqlStatement> statements() {
		try (SectionReader reader = new SectionReader(this, SqlScanner.Keep.EVERYTHING)) {
			List<SqlStatement> statements = new ArrayList<>();
			for (SqlStatement statement = reader.next(); statement != null; statement = reader.next()) {
				statements.add(statement);
			}
			return statements;
		}
	}

	/**
	 * Reads the text between the marker line and the next one.
	 * @return the text as it stands in the file
	 */
	public String text() {
		try (TextWindow window = new TextWindow(this.path, this.file.getInputStream())) {
			window.skipTo(this.position);
			if (this.length > 0 && !window.has(this.position + this.length - 1)) {
				throw SectionReader.changed(this.path);
			}
			return window.substring(this.position, this.position + this.length);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Returns the options as they stand behind the section's marker.
	 * @return for example {@code transaction:off lock-timeout:5000ms}, empty where there
	 * are none
	 */
	public String options() {
		return this.settings.text();
	}

	/**
	 * Returns the digest of the section's beginning.
	 * @param count how many statements, no more than there are
	 * @return hexadecimal SHA-256: the same for the same statements with other comments,
	 * white space and line ends
	 */
	public String digestOfFirst(int count) {
		if (count == count()) {
			return this.outline.digest();
		}
		try (SectionReader reader = new SectionReader(this, SqlScanner.Keep.NOTHING)) {
			while (reader.number() < count && reader.next() != null) {
				// only the digest is of interest
			}
			return reader.digest();
		}
	}

	/**
	 * What is known about the statements of a section without having them.
	 *
	 * @param count how many there are
	 * @param digest the digest of all of them
	 * @param begin the number of a {@code BEGIN} whose {@code COMMIT} ends the section,
	 * counted from 1, or zero where there is none: the two are not among the statements
	 * @param blocks the numbers of the last statements of the blocks from {@code BEGIN}
	 * to {@code COMMIT}
	 */
	record Outline(int count, String digest, int begin, List<Integer> blocks) {

		/**
		 * Copies the list.
		 */
		Outline {
			blocks = List.copyOf(blocks);
		}

	}

}
