package io.appmigrations.internal.script;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a file of DDL that describes a desired schema: any SQL, such as the output of
 * {@code pg_dump --schema-only}.
 */
public final class ModelFileReader {

	private ModelFileReader() {
	}

	/**
	 * Reads the statements of a file. Transaction control is left out: the statements run
	 * in one transaction anyway.
	 * @param path the file, for errors
	 * @param bytes its content
	 * @return the statements in order
	 * @throws ScriptException where the text is no SQL that can be sent to a server
	 */
	public static List<SqlStatement> read(String path, byte[] bytes) {
		String text = SqlText.decode(path, bytes);
		SqlScanner scanner = new SqlScanner(path, text, 1);
		List<SqlStatement> statements = new ArrayList<>();
		for (SqlStatement statement = scanner.next(); statement != null; statement = scanner.next()) {
			if (isCopyOfNothing(statement)) {
				continue;
			}
			if (statement.startsWith("copy")) {
				throw new ScriptException(path, statement.line(),
						"COPY is not allowed in a model, which contains no rows",
						"Remove it; pg_dump --schema-only does not write COPY.");
			}
			if (!statement.beginsTransaction() && !statement.endsTransaction()) {
				statements.add(statement);
			}
		}
		if (!scanner.isAtEnd()) {
			throw new ScriptException(path, scanner.line(), "the model contains the section marker of a revision",
					"A model describes the desired schema; name a file of DDL, not a revision.");
		}
		return statements;
	}

	/** What {@code pg_dump} writes for an empty table. */
	private static boolean isCopyOfNothing(SqlStatement statement) {
		CopyData data = statement.copyData();
		try {
			return data != null && data.stream().read() < 0;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
