package io.appmigrations.internal.compare;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.internal.script.ModelFileReader;
import io.appmigrations.internal.script.SqlStatement;
import io.appmigrations.model.Model;
import io.appmigrations.model.ModelSource;

import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.core.io.Resource;

/**
 * A file of DDL as the desired schema. It is the whole desired state of the schemas that
 * it touches.
 *
 * @param location the file, as {@code file:PATH} or {@code classpath:PATH}
 */
public record ModelFile(String location) implements ModelSource {

	private static final String NAME = "(\"(?:[^\"]|\"\")++\"|[\\p{L}_][\\p{L}\\p{N}_$]*+)";

	private static final Pattern CREATE_SCHEMA = Pattern
		.compile("(?is)create\\s+schema\\s+(?:if\\s+not\\s+exists\\s+)?(?!authorization\\b)" + NAME + "(?<rest>.*)");

	private static final Pattern CREATE_EXTENSION = Pattern
		.compile("(?is)create\\s+extension\\s+(?:if\\s+not\\s+exists\\s+)?" + NAME + ".*");

	/**
	 * Begins where a name begins: names are long, and tried from each place otherwise.
	 */
	private static final Pattern QUALIFIER = Pattern.compile("(?<![\\p{L}\\p{N}_$\"])" + NAME + "\\s*+\\.");

	/** What is outside of the schemas that a model is about. */
	private static final Pattern DROP_OUTSIDE = Pattern
		.compile("(?is)drop\\s+(?:schema|extension|database|role|user|group|owned|tablespace|foreign\\s+data\\s+wrapper"
				+ "|server|user\\s+mapping|publication|subscription|event\\s+trigger|(?:trusted\\s+)?(?:procedural\\s+)?language"
				+ "|access\\s+method|cast|transform)\\b(?:\\s+if\\s+exists\\b)?(?<names>.*)");

	private static final Pattern CONCURRENTLY = Pattern.compile("(?i)(index\\s+)concurrently\\s+");

	/**
	 * Reads a location as a person types it.
	 * @param location {@code file:PATH}, {@code classpath:PATH}, or a path
	 * @return the file
	 */
	public static ModelFile of(String location) {
		return new ModelFile(
				(location.startsWith("file:") || location.startsWith("classpath:")) ? location : "file:" + location);
	}

	@Override
	public Model read(int majorVersion, int minorVersion, String defaultSchema) {
		List<Model.Statement> statements = new ArrayList<>();
		Set<String> schemas = new TreeSet<>();
		Set<String> created = new TreeSet<>();
		Set<String> extensions = new TreeSet<>();
		for (SqlStatement statement : ModelFileReader.read(path(), requireNotEmpty(bytes()))) {
			String sql = CONCURRENTLY.matcher(statement.text()).replaceFirst("$1");
			if (isForAnotherStart(sql, statements)) {
				continue;
			}
			Matcher schema = CREATE_SCHEMA.matcher(sql);
			Matcher extension = CREATE_EXTENSION.matcher(sql);
			boolean isSchema = schema.matches();
			if (isSchema) {
				schemas.add(unquoted(schema.group(1)));
				created.add(unquoted(schema.group(1)));
			}
			if (extension.matches()) {
				extensions.add(unquoted(extension.group(1)));
			}
			Matcher qualifier = QUALIFIER.matcher(statement.text());
			while (qualifier.find()) {
				schemas.add(unquoted(qualifier.group(1)));
			}
			if (isSchema && !schema.group("rest").strip().toLowerCase(Locale.ROOT).startsWith("create")) {
				continue;
			}
			String origin = "%s:%s".formatted(path(), statement.line());
			if (isSchema) {
				statements.add(new Model.Statement("drop schema if exists " + schema.group(1), origin));
			}
			statements.add(new Model.Statement(sql, origin));
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
	 * A file that can be run again drops first what it makes. The scratch schemas are
	 * empty; what is not in them is not the model's to drop.
	 */
	private static boolean isForAnotherStart(String sql, List<Model.Statement> before) {
		Matcher drop = DROP_OUTSIDE.matcher(sql);
		if (!drop.matches()) {
			return false;
		}
		String names = drop.group("names").replaceFirst("(?i)\\s+(?:cascade|restrict)\\s*$", "").strip();
		return before.stream().noneMatch((one) -> one.sql().contains(names));
	}

	/** What a pipeline that failed leaves behind. */
	private byte[] requireNotEmpty(byte[] bytes) {
		if (new String(bytes, StandardCharsets.UTF_8).isBlank()) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"The model %s is empty, so that everything would be dropped".formatted(path()),
					"Name a file of DDL that declares the whole schema; one with a comment alone, if it shall be empty.");
		}
		return bytes;
	}

	private String path() {
		return this.location.replaceFirst("^file:", "");
	}

	private byte[] bytes() {
		Resource resource = new DefaultResourceLoader().getResource(this.location);
		try {
			if (resource.isFile() && resource.getFile().isDirectory()) {
				throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
						"The model %s is a folder".formatted(path()),
						"Name a file of DDL with --model or app.migrations.autogenerate.model.");
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

	private MigrationException unreadable(IOException failure) {
		return new MigrationException(ErrorCode.INVALID_CONFIGURATION,
				"The model %s cannot be read: %s".formatted(path(), failure.getMessage()),
				"Name a file of DDL with --model or app.migrations.autogenerate.model.", failure);
	}

	private static String unquoted(String name) {
		return name.startsWith("\"") ? name.substring(1, name.length() - 1).replace("\"\"", "\"")
				: name.toLowerCase(Locale.ROOT);
	}

}
