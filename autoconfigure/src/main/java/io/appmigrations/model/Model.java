package io.appmigrations.model;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The desired schema, as DDL.
 *
 * @param name where it comes from, for people
 * @param statements the statements that make it, to be run in order in empty schemas
 * @param schemas the schemas that it is about, besides the default one
 * @param createdSchemas those of them that it creates itself
 * @param extensions the extensions that it declares
 * @param renames what is known to have been called otherwise before
 * @param renamedValues which values of enums are known to have been called otherwise
 * @param generators the columns that the application fills from sequences and the like
 * @param complete whether what it does not declare shall not be; JPA entities, for
 * example, cannot declare everything
 */
public record Model(String name, List<Statement> statements, Set<String> schemas, Set<String> createdSchemas,
		Set<String> extensions, List<RenamedFrom> renames, List<RenamedValue> renamedValues,
		List<IdGenerator> generators, boolean complete) {

	/** What may stand before a statement. */
	public static final String BLANK = "(?:\\s++|--[^\n]*+\n|/\\*.*?\\*/)*+";

	/**
	 * Copies the lists.
	 */
	public Model {
		statements = List.copyOf(statements);
		schemas = Set.copyOf(schemas);
		createdSchemas = Set.copyOf(createdSchemas);
		extensions = Set.copyOf(extensions);
		renames = List.copyOf(renames);
		renamedValues = List.copyOf(renamedValues);
		generators = List.copyOf(generators);
	}

	/**
	 * A model that says nothing about who fills which columns.
	 * @param name where it comes from, for people
	 * @param statements the statements that make it, to be run in order in empty schemas
	 * @param schemas the schemas that it is about, besides the default one
	 * @param createdSchemas those of them that it creates itself
	 * @param extensions the extensions that it declares
	 * @param renames what is known to have been called otherwise before
	 * @param complete whether what it does not declare shall not be
	 */
	public Model(String name, List<Statement> statements, Set<String> schemas, Set<String> createdSchemas,
			Set<String> extensions, List<RenamedFrom> renames, boolean complete) {
		this(name, statements, schemas, createdSchemas, extensions, renames, List.of(), List.of(), complete);
	}

	/**
	 * A model that says nothing about values of enums.
	 * @param name where it comes from, for people
	 * @param statements the statements that make it, to be run in order in empty schemas
	 * @param schemas the schemas that it is about, besides the default one
	 * @param createdSchemas those of them that it creates itself
	 * @param extensions the extensions that it declares
	 * @param renames what is known to have been called otherwise before
	 * @param generators the columns that the application fills from sequences and the
	 * like
	 * @param complete whether what it does not declare shall not be
	 */
	public Model(String name, List<Statement> statements, Set<String> schemas, Set<String> createdSchemas,
			Set<String> extensions, List<RenamedFrom> renames, List<IdGenerator> generators, boolean complete) {
		this(name, statements, schemas, createdSchemas, extensions, renames, List.of(), generators, complete);
	}

	/**
	 * Whether the model is about objects of a kind. Privileges, and what belongs to the
	 * whole database, are often somebody else's: a model without any says nothing about
	 * them.
	 * @param kind the kind
	 * @return {@code false} where such objects are to be left alone
	 */
	public boolean isAbout(Kind kind) {
		if (!kind.isGlobal() && !kind.isPrivilege()) {
			return true;
		}
		String words = switch (kind) {
			case PRIVILEGES -> "grant|revoke|alter default privileges";
			case DEFAULT_PRIVILEGES -> "alter default privileges";
			default -> "create " + kind.keyword();
		};
		return this.complete && declares(words);
	}

	/**
	 * Whether there is a statement that begins with certain key words.
	 * @param words the words, or several of them with bars between
	 * @return {@code true} where one does
	 */
	public boolean declares(String words) {
		Pattern beginning = Pattern.compile("(?is)%s(?:%s)\\b.*".formatted(BLANK, words.replace(" ", "\\s+")));
		return this.statements.stream().anyMatch((one) -> beginning.matcher(one.sql()).matches());
	}

	/**
	 * A statement of the model.
	 *
	 * @param sql the statement
	 * @param origin what declares it: an entity, or a file and line
	 */
	public record Statement(String sql, String origin) {
	}

	/**
	 * What the model says about an earlier name.
	 *
	 * @param schema the schema, or {@code null} for the default one
	 * @param table the table as it is called now
	 * @param column the column as it is called now, or {@code null} where the table was
	 * renamed
	 * @param oldName how it was called; of a table with its schema where that was another
	 */
	public record RenamedFrom(@Nullable String schema, String table, @Nullable String column, String oldName) {
	}

	/**
	 * What the model says about an earlier name of a value.
	 *
	 * @param schema the schema, or {@code null} for the default one
	 * @param table the table as it is called now
	 * @param column the column as it is called now
	 * @param oldName how the value was called
	 * @param name how it is called now
	 */
	public record RenamedValue(@Nullable String schema, String table, String column, String oldName, String name) {
	}

}
