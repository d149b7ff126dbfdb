package io.appmigrations.internal.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.sql.QualifiedName;
import io.appmigrations.internal.sql.SqlToken;
import io.appmigrations.internal.sql.SqlTokens;
import io.appmigrations.internal.sql.StatementShape;
import io.appmigrations.model.Model;

/**
 * The statements of a model as they run in scratch schemas, beside what the database has
 * outside of schemas.
 */
final class RunnableStatements {

	private static final Set<String> REPLACEABLE = Set.of("language", "procedural language", "transform");

	private final MigrationConnection connection;

	RunnableStatements(MigrationConnection connection) {
		this.connection = connection;
	}

	/**
	 * An extension or access method that is there need not be created, and the comment of
	 * an extension is its own: nobody but its owner may change it. A subscription is not
	 * compared, and not every one can be created in a transaction.
	 * @param statements statements of the model
	 * @return those that run in scratch schemas
	 */
	List<Model.Statement> of(List<Model.Statement> statements) {
		Present extensions = new Present("extension", "select e.extname from pg_catalog.pg_extension e");
		Present methods = new Present("access method", "select a.amname from pg_catalog.pg_am a");
		List<Model.Statement> runnable = new ArrayList<>();
		for (Model.Statement statement : statements) {
			StatementShape shape = StatementShape.of(statement.sql());
			if (!shape.is("comment", "extension") && !shape.kind().equals("subscription")
					&& !extensions.isCreatedBy(shape) && !methods.isCreatedBy(shape)) {
				runnable.add(isReplaceable(shape) ? replacing(statement) : statement);
			}
		}
		return runnable;
	}

	/** A language or transform that is there is no difference. */
	private static boolean isReplaceable(StatementShape shape) {
		return shape.verb().equals("create") && REPLACEABLE.contains(shape.kind()) && !shape.has("or replace");
	}

	private static Model.Statement replacing(Model.Statement statement) {
		SqlToken create = Objects.requireNonNull(SqlTokens.of(statement.sql()).next());
		return new Model.Statement(
				statement.sql().substring(0, create.end()) + " or replace" + statement.sql().substring(create.end()),
				statement.origin());
	}

	/** What the database has of a kind, asked for where it matters. */
	private final class Present {

		private final String kind;

		private final String query;

		private Set<String> names = Set.of();

		private boolean asked;

		Present(String kind, String query) {
			this.kind = kind;
			this.query = query;
		}

		boolean isCreatedBy(StatementShape shape) {
			QualifiedName name = shape.name();
			if (!shape.is("create", this.kind) || name == null) {
				return false;
			}
			if (!this.asked) {
				this.names = RunnableStatements.this.connection.strings(this.query);
				this.asked = true;
			}
			return this.names.contains(name.name());
		}

	}

}
