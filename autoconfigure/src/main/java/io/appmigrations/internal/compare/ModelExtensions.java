package io.appmigrations.internal.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.internal.catalog.MissingExtension;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.schema.Extension;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.internal.sql.QualifiedName;
import io.appmigrations.internal.sql.SqlTokens;
import io.appmigrations.internal.sql.StatementShape;
import io.appmigrations.model.Kind;
import io.appmigrations.model.Model;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * The extensions of a model. They belong to the whole database: those that are there are
 * in the scratch schemas too, and what is not compared may need them.
 */
final class ModelExtensions {

	private final MigrationConnection connection;

	private final ComparisonScope scope;

	private final Model model;

	ModelExtensions(MigrationConnection connection, ComparisonScope scope) {
		this.connection = connection;
		this.scope = scope;
		this.model = scope.model();
	}

	/**
	 * Finds the extensions that are in another schema than the model says. They stay
	 * there: what needs them is found by their names, and not all of them can move.
	 * @param database everything that the database has
	 * @return which they are
	 */
	List<String> elsewhere(Schema database) {
		List<String> elsewhere = new ArrayList<>();
		for (Model.Statement statement : this.model.statements()) {
			StatementShape shape = StatementShape.of(statement.sql());
			QualifiedName name = shape.name();
			String schema = (shape.is("create", "extension") && name != null) ? schema(statement.sql()) : null;
			if (schema != null && name != null
					&& database.get(ObjectId.of(Kind.EXTENSION, "", name.name())) instanceof Extension extension
					&& !extension.schema().equals(schema)) {
				elsewhere.add("schema %s of extension %s, which is in schema %s".formatted(schema, name.name(),
						extension.schema()));
			}
		}
		return elsewhere;
	}

	private static @Nullable String schema(String sql) {
		SqlTokens tokens = SqlTokens.of(sql);
		while (!tokens.isAtEnd()) {
			if (tokens.accept("schema")) {
				return tokens.name();
			}
			tokens.next();
		}
		return null;
	}

	/** Whether the model says that an object is there, if it is an extension. */
	boolean declares(SchemaObject object) {
		return !(object instanceof Extension) || this.model.extensions().contains(object.id().name());
	}

	/**
	 * Refuses a model that does not declare what it needs: what a file does not declare
	 * is dropped, which what it declares may not survive.
	 * @param managed what the database has
	 * @param desired what the model declares
	 */
	void requireDeclared(Schema managed, Schema desired) {
		if (!this.scope.isAbout(Kind.EXTENSION)) {
			return;
		}
		managed.all(Extension.class)
			.stream()
			.filter((extension) -> desired.get(extension.id()) == null)
			.forEach((extension) -> desired.objects()
				.keySet()
				.stream()
				.filter((id) -> desired.dependencies(id).contains(extension.id()))
				.findFirst()
				.ifPresent((id) -> {
					throw undeclared(extension, id);
				}));
	}

	private MigrationException undeclared(Extension extension, ObjectId user) {
		boolean isVisible = extension.schema().equals(this.scope.defaultSchema());
		return new MigrationException(ErrorCode.INVALID_CONFIGURATION,
				"The model %s needs the extension %s for %s %s, but does not declare it".formatted(this.model.name(),
						extension.id().name(), user.kind().keyword(), user),
				"Add this before the statement that needs it: "
						+ MissingExtension.declaration(extension.id().name(), isVisible ? null : extension.schema()));
	}

	/**
	 * Finds extensions that the model does not have, and that what is not compared needs.
	 * @param managed what the database has
	 * @param renamed the same after the renames
	 * @param desired what the model declares
	 * @return the extensions, which have to stay
	 */
	Set<ObjectId> neededElsewhere(Schema managed, Schema renamed, Schema desired) {
		return OutsideDependents.needed(this.connection,
				renamed.all(Extension.class)
					.stream()
					.map(Extension::id)
					.filter((id) -> desired.get(id) == null && this.scope.isAbout(id.kind()))
					.toList(),
				this.scope.schemasOf(managed));
	}

	/**
	 * Says what to do where a statement of the model failed.
	 * @param message what PostgreSQL says
	 * @param database everything that the database has
	 * @param other what to do where no extension is missing, or {@code null}
	 * @return a hint
	 */
	String advice(String message, Schema database, @Nullable String other) {
		String missing = MissingExtension.advice(this.connection, message);
		if (missing != null) {
			return missing;
		}
		if (other != null) {
			return other;
		}
		List<String> elsewhere = elsewhere(database);
		return elsewhere.isEmpty() ? "Nothing was changed: the model was executed only in scratch schemas."
				: "The model says %s, where it stays. Name that schema in the model, or move the extension in a revision that you write by hand."
					.formatted(String.join(", and ", elsewhere));
	}

}
