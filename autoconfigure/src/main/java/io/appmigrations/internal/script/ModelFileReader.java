package io.appmigrations.internal.script;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Reads a file of DDL that describes a desired schema: any SQL, such as the output of
 * {@code pg_dump --schema-only}.
 */
public final class ModelFileReader {

	private ModelFileReader() {
	}

	/**
	 * Reads the statements of a text. {@code BEGIN} and {@code COMMIT} are left out: the
	 * statements run in one transaction anyway.
	 * @param path the file, for errors
	 * @param bytes its content
	 * @return the statements in order
	 * @throws ScriptException where the text is no SQL that can be sent to a server
	 */
	public static List<SqlStatement> read(String path, byte[] bytes) {
		return read(path, bytes, null).stream().map(ModelStatement::statement).toList();
	}

	/**
	 * Reads a model file.
	 * @param path the file, for errors
	 * @param bytes its content
	 * @return the statements in order
	 * @throws ScriptException where the text is no SQL that can be sent to a server, or a
	 * statement does something that is not compared
	 */
	public static List<ModelStatement> readModel(String path, byte[] bytes) {
		return read(path, bytes, new ModelStatements(path));
	}

	private static List<ModelStatement> read(String path, byte[] bytes, @Nullable ModelStatements rules) {
		String text = SqlText.decode(path, bytes);
		SqlScanner scanner = new SqlScanner(path, text, 1);
		List<ModelStatement> statements = new ArrayList<>();
		for (SqlStatement statement = scanner.next(); statement != null; statement = scanner.next()) {
			if (rules != null) {
				rules.comments(scanner.comments(), statement.line());
			}
			if (isCopyOfNothing(statement)) {
				continue;
			}
			if (statement.startsWith("copy")) {
				throw new ScriptException(path, statement.line(),
						"COPY is not allowed in a model, which contains no rows but those of inserts below '-- model:data'",
						"Remove it; pg_dump --schema-only does not write COPY, and pg_dump --inserts writes inserts.");
			}
			if (!statement.beginsTransaction() && !StatementRules.isPlainCommit(statement)) {
				statements.add(new ModelStatement(statement, rules != null && rules.isData(statement)));
			}
		}
		if (!scanner.isAtEnd()) {
			throw new ScriptException(path, scanner.line(), "the model contains the section marker of a revision",
					"A model describes the desired schema; name a file of DDL, not a revision.");
		}
		if (rules != null) {
			rules.comments(scanner.comments(), scanner.line());
			rules.end();
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
