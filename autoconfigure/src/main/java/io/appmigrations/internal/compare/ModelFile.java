package io.appmigrations.internal.compare;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.internal.script.ModelFileReader;
import io.appmigrations.internal.script.ModelStatement;
import io.appmigrations.internal.script.SqlStatement;
import io.appmigrations.internal.sql.QualifiedName;
import io.appmigrations.internal.sql.QualifierNames;
import io.appmigrations.internal.sql.SqlToken;
import io.appmigrations.internal.sql.SqlTokens;
import io.appmigrations.internal.sql.StatementShape;
import io.appmigrations.internal.support.Printable;
import io.appmigrations.model.Model;
import io.appmigrations.model.ModelSource;

import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.core.io.Resource;

/**
 * A file of DDL as the desired schema. It is the whole desired state of the schemas that
 * it touches.
 *
 * @param path the file as messages show it
 * @param location the file, as {@code file:PATH}, {@code classpath:PATH} or a URL
 */
public record ModelFile(String path, String location) implements ModelSource {

	/** A pattern is looked for in all of the class path in any case. */
	private static final String EVERYWHERE = "classpath*:";

	/** What is outside of the schemas that a model is about. */
	private static final Set<String> OUTSIDE = Set.of("schema", "extension", "database", "role", "user", "group",
			"owned", "tablespace", "foreign data wrapper", "server", "user mapping", "publication", "subscription",
			"event trigger", "language", "access method", "cast", "transform");

	/**
	 * What may call functions and read tables of schemas in which the model declares
	 * nothing, such as {@code auth.uid()}.
	 */
	private static final Set<String> REFERRING = Set.of("table", "index", "view", "materialized view", "function",
			"procedure", "policy", "trigger", "domain");

	/**
	 * Reads a location as a person types it.
	 * @param location {@code file:PATH}, {@code classpath:PATH}, or a path
	 * @return the file
	 */
	public static ModelFile of(String location) {
		if (location.startsWith(EVERYWHERE)) {
			return of("classpath:" + location.substring(EVERYWHERE.length()));
		}
		String path = location.replaceFirst("^file:", "");
		return new ModelFile(path,
				(location.startsWith("file:") || location.startsWith("classpath:")) ? location : "file:" + location);
	}

	/** Tells the file from others: a list may name one several times. */
	String key() throws IOException {
		if (this.location.startsWith("file:")) {
			File file = new File(this.location.substring("file:".length()));
			File known = file.exists() ? file.toPath().toRealPath().toFile() : file.getAbsoluteFile();
			return known.toURI().normalize().toString();
		}
		return exists() ? resource().getURI().toString() : this.location;
	}

	/** Whether the name, with asterisks in it, is that of a file. */
	boolean exists() {
		return resource().exists();
	}

	/**
	 * Returns the file as messages show it.
	 * @return its name, fit for a terminal
	 */
	@Override
	public String path() {
		return Printable.name(this.path);
	}

	@Override
	public Model read(int majorVersion, int minorVersion, String defaultSchema) {
		return read(requireNotEmpty(bytes()));
	}

	/** The file as one of several. */
	Model readPart(boolean named) {
		byte[] bytes = bytes();
		if (named && isBlank(bytes)) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"The file %s of the model is empty".formatted(path()),
					"Remove it from app.migrations.autogenerate.model, or write a comment into it if it is to declare nothing.");
		}
		return read(bytes);
	}

	private Model read(byte[] bytes) {
		List<Model.Statement> statements = new ArrayList<>();
		Set<String> schemas = new TreeSet<>();
		Set<String> created = new TreeSet<>();
		Set<String> extensions = new TreeSet<>();
		for (ModelStatement read : ModelFileReader.readModel(path(), bytes)) {
			SqlStatement statement = read.statement();
			if (read.data()) {
				String schema = InsertedRows.table(statement.text()).qualifier();
				if (schema != null) {
					schemas.add(schema);
				}
				statements
					.add(new Model.Statement(statement.text(), "%s:%s".formatted(path(), statement.line()), true));
				continue;
			}
			StatementShape shape = StatementShape.of(statement.text());
			if (isForAnotherStart(shape, statement.text(), statements)) {
				continue;
			}
			QualifiedName schema = shape.is("create", "schema") ? shape.name() : null;
			QualifiedName extension = shape.is("create", "extension") ? shape.name() : null;
			if (schema != null) {
				schemas.add(schema.name());
				created.add(schema.name());
			}
			if (extension != null) {
				extensions.add(extension.name());
			}
			schemas.addAll(schemas(shape, statement.text()));
			if (schema != null && !hasElements(shape.rest())) {
				continue;
			}
			String origin = "%s:%s".formatted(path(), statement.line());
			if (schema != null) {
				statements.add(new Model.Statement("drop schema if exists " + schema.quoted(), origin));
			}
			statements.add(new Model.Statement(inTransaction(shape, statement.text()), origin));
		}
		return Model.builder(path())
			.statements(statements)
			.schemas(schemas)
			.createdSchemas(created)
			.extensions(extensions)
			.complete()
			.build();
	}

	/**
	 * The schemas that a statement is about, as far as that is certain, or all that it
	 * mentions. A table that it would lock is not left to the database.
	 */
	private static Set<String> schemas(StatementShape shape, String sql) {
		boolean declares = shape.verb().equals("create") && REFERRING.contains(shape.kind())
				&& (shape.name() != null || shape.relation() != null);
		if (!declares) {
			return QualifierNames.in(sql);
		}
		List<QualifiedName> names = new ArrayList<>(shape.names());
		names.addAll(Stream.ofNullable(shape.relation()).toList());
		SqlTokens tokens = SqlTokens.of(sql);
		while (!tokens.isAtEnd()) {
			if (tokens.accept("references") || tokens.accept("partition", "of") || tokens.accept("inherits", "(")) {
				do {
					names.addAll(Stream.ofNullable(tokens.qualifiedName()).toList());
				}
				while (tokens.accept(","));
			}
			else {
				tokens.next();
			}
		}
		return names.stream()
			.flatMap((name) -> Stream.ofNullable(name.qualifier()))
			.collect(Collectors.toCollection(TreeSet::new));
	}

	/**
	 * A file that can be run again drops first what it makes. The scratch schemas are
	 * empty; what is not in them is not the model's to drop.
	 */
	private static boolean isForAnotherStart(StatementShape shape, String sql, List<Model.Statement> before) {
		if (!shape.verb().equals("drop") || !OUTSIDE.contains(shape.kind())) {
			return false;
		}
		int end = sql.length();
		SqlTokens rest = shape.rest();
		for (SqlToken token = rest.next(); token != null; token = rest.next()) {
			if (rest.isAtEnd() && (token.is("cascade") || token.is("restrict"))) {
				end = token.start();
			}
		}
		String names = sql.substring(shape.nameOffset(), end).strip();
		return before.stream().noneMatch((one) -> one.sql().contains(names));
	}

	/** What is created and granted along with a schema: both are reserved words. */
	private static boolean hasElements(SqlTokens rest) {
		for (SqlToken token = rest.next(); token != null; token = rest.next()) {
			if (token.is("create") || token.is("grant")) {
				return true;
			}
		}
		return false;
	}

	/** Scratch schemas are made, read and rolled back in one. */
	private static String inTransaction(StatementShape shape, String sql) {
		int concurrently = shape.kind().equals("index") ? shape.concurrentlyOffset() : -1;
		return (concurrently < 0) ? sql
				: sql.substring(0, concurrently) + sql.substring(concurrently + "concurrently".length()).stripLeading();
	}

	/** What a pipeline that failed leaves behind. */
	private byte[] requireNotEmpty(byte[] bytes) {
		if (isBlank(bytes)) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"The model %s is empty, so everything would be dropped".formatted(path()),
					"Name a DDL file that declares the whole schema. If the schema is to be empty, use a file that contains only a comment.");
		}
		return bytes;
	}

	private static boolean isBlank(byte[] bytes) {
		return new String(bytes, StandardCharsets.UTF_8).isBlank();
	}

	/** Whether there is not even a comment in it. */
	boolean isEmpty() {
		return isBlank(bytes());
	}

	private byte[] bytes() {
		Resource resource = resource();
		try {
			if (resource.isFile() && resource.getFile().isDirectory()) {
				throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
						"The model %s is a folder".formatted(path()),
						"Name a DDL file with --model or app.migrations.autogenerate.model.");
			}
		}
		catch (IOException ex) {
			throw unreadable(ex);
		}
		try (InputStream stream = resource.getInputStream()) {
			return stream.readAllBytes();
		}
		catch (IOException ex) {
			throw unreadable(ex);
		}
	}

	private Resource resource() {
		return new DefaultResourceLoader().getResource(this.location);
	}

	private MigrationException unreadable(IOException failure) {
		return new MigrationException(ErrorCode.INVALID_CONFIGURATION,
				"The model %s cannot be read: %s".formatted(path(), failure.getMessage()),
				"Name a DDL file with --model or app.migrations.autogenerate.model.", failure);
	}

}
