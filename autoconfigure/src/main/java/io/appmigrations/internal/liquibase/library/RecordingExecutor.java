package io.appmigrations.internal.liquibase.library;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

import io.appmigrations.internal.liquibase.ChangeSetScript.Part;
import io.appmigrations.internal.script.Substitution;
import liquibase.database.Database;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.DatabaseException;
import liquibase.executor.jvm.JdbcExecutor;
import liquibase.sql.visitor.SqlVisitor;
import liquibase.statement.ExecutablePreparedStatement;
import liquibase.statement.SqlStatement;

/**
 * Keeps what Liquibase runs for the changes of a change set, and runs it where there is a
 * database.
 */
final class RecordingExecutor extends JdbcExecutor {

	private final boolean online;

	private final Substitution substitution;

	private final List<Part> parts = new ArrayList<>();

	private String place = "";

	private boolean recording;

	private String searchPath = "";

	RecordingExecutor(Database database, boolean online, Substitution substitution) {
		setDatabase(database);
		this.online = online;
		this.substitution = substitution;
	}

	/** Liquibase does not check preconditions for who changes nothing. */
	@Override
	public boolean updatesDatabase() {
		return this.online;
	}

	void start(String changeSet) throws DatabaseException {
		if (this.online) {
			this.searchPath = query("select pg_catalog.current_setting('search_path')");
		}
		this.parts.clear();
		this.place = changeSet;
		this.recording = true;
	}

	List<Part> stop() {
		this.recording = false;
		return List.copyOf(this.parts);
	}

	/** What Liquibase runs for itself: its tables, and the search path. */
	@Override
	public void execute(SqlStatement statement) throws DatabaseException {
		boolean before = this.recording;
		this.recording = false;
		try {
			execute(statement, List.of());
		}
		finally {
			this.recording = before;
		}
	}

	@Override
	public void execute(SqlStatement statement, List<SqlVisitor> visitors) throws DatabaseException {
		if (!this.recording) {
			if (this.online) {
				super.execute(statement, visitors);
			}
			return;
		}
		List<Part> these = parts(statement, visitors);
		this.parts.addAll(these);
		if (!this.online) {
			return;
		}
		if (these.stream().anyMatch(Part::code)) {
			super.execute(statement, visitors);
			return;
		}
		for (Part part : these) {
			run(part.text());
		}
	}

	/** What a change set sets, as a script of {@code pg_dump} does, ends with it. */
	void resetSearchPath() throws DatabaseException {
		if (this.online) {
			query("select pg_catalog.set_config('search_path', ?, false)", this.searchPath);
		}
	}

	private String query(String query, String... parameters) throws DatabaseException {
		JdbcConnection connection = (JdbcConnection) this.database.getConnection();
		try (PreparedStatement statement = connection.prepareStatement(query)) {
			for (int i = 0; i < parameters.length; i++) {
				statement.setString(i + 1, parameters[i]);
			}
			try (ResultSet rows = statement.executeQuery()) {
				rows.next();
				return rows.getString(1);
			}
		}
		catch (SQLException ex) {
			throw new DatabaseException(ex.getMessage(), ex);
		}
	}

	private void run(String sql) throws DatabaseException {
		JdbcConnection connection = (JdbcConnection) this.database.getConnection();
		try (Statement statement = connection.createStatement()) {
			statement.execute(this.substitution.replace(sql, this.place));
			String forbidden = this.substitution.forbidden();
			if (forbidden == null) {
				return;
			}
			try (ResultSet rows = statement.executeQuery(forbidden)) {
				if (rows.next()) {
					throw new DatabaseException("it changes the whole server, which an import must not do");
				}
			}
		}
		catch (SQLException ex) {
			throw new DatabaseException(ex.getMessage(), ex);
		}
	}

	/** What Liquibase would run. */
	List<Part> parts(SqlStatement statement, List<SqlVisitor> visitors) throws DatabaseException {
		if (statement instanceof ExecutablePreparedStatement) {
			return List.of(new Part("a large object, or data of a type that Liquibase does not write as SQL", true));
		}
		List<Part> written = new ArrayList<>();
		for (String sql : applyVisitors(statement, visitors)) {
			if (sql != null && !sql.isBlank()) {
				written.add(new Part(sql.strip(), false));
			}
		}
		return written;
	}

}
