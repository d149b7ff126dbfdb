package io.appmigrations.internal.hibernate;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;

import org.hibernate.boot.model.naming.Identifier;
import org.hibernate.boot.model.relational.Database;
import org.hibernate.boot.model.relational.QualifiedName;
import org.hibernate.boot.model.relational.QualifiedSequenceName;
import org.hibernate.boot.model.relational.QualifiedTableName;
import org.hibernate.boot.model.relational.SqlStringGenerationContext;
import org.hibernate.boot.model.relational.internal.SqlStringGenerationContextImpl;
import org.hibernate.boot.spi.MetadataImplementor;
import org.hibernate.cfg.MappingSettings;
import org.hibernate.dialect.Dialect;
import org.hibernate.engine.config.spi.ConfigurationService;
import org.jspecify.annotations.Nullable;

/**
 * Writes names in the default schema without a schema, and all others with theirs.
 * Catalogs are left out, since PostgreSQL cannot reach another database.
 */
final class SchemaNames implements SqlStringGenerationContext {

	/** {@code NAMEDATALEN - 1}. */
	static final int MAXIMUM_BYTES = 63;

	private final SqlStringGenerationContext hibernates;

	private final @Nullable String defaultSchema;

	private final Set<String> others = new TreeSet<>();

	SchemaNames(MetadataImplementor metadata, @Nullable String defaultSchema) {
		Database database = metadata.getDatabase();
		this.hibernates = SqlStringGenerationContextImpl.fromExplicit(database.getJdbcEnvironment(), database, null,
				hibernatesDefaultSchema(metadata));
		this.defaultSchema = (defaultSchema != null) ? defaultSchema : catalogName(getDefaultSchema());
	}

	private static @Nullable String hibernatesDefaultSchema(MetadataImplementor metadata) {
		Object setting = metadata.getMetadataBuildingOptions()
			.getServiceRegistry()
			.requireService(ConfigurationService.class)
			.getSettings()
			.get(MappingSettings.DEFAULT_SCHEMA);
		return (setting != null) ? setting.toString() : null;
	}

	/**
	 * Returns the schema of a name.
	 * @param explicit the schema that the mapping names, or {@code null}
	 * @return the schema as the catalog spells it, or {@code null} for the default one
	 */
	@Nullable String schema(@Nullable Identifier explicit) {
		String schema = catalogName(schemaWithDefault(explicit));
		return (schema == null || schema.equals(this.defaultSchema)) ? null : schema;
	}

	/**
	 * Returns an identifier as PostgreSQL makes it from SQL: what is not quoted is folded
	 * to lower case, ASCII letters only (manual, 4.1.1), and what is too long is cut off.
	 * @param identifier the identifier, or {@code null}
	 * @return the name in the catalog
	 */
	static @Nullable String catalogName(@Nullable Identifier identifier) {
		if (identifier == null) {
			return null;
		}
		StringBuilder name = new StringBuilder();
		int bytes = 0;
		for (int character : identifier.getText().codePoints().toArray()) {
			bytes += Character.toString(character).getBytes(StandardCharsets.UTF_8).length;
			if (bytes > MAXIMUM_BYTES) {
				break;
			}
			boolean folded = !identifier.isQuoted() && character >= 'A' && character <= 'Z';
			name.appendCodePoint(folded ? Character.toLowerCase(character) : character);
		}
		return name.toString();
	}

	/**
	 * Returns the schemas that names were written with.
	 */
	Set<String> others() {
		return this.others;
	}

	private String write(QualifiedName name) {
		String object = name.getObjectName().render(getDialect());
		String schema = schema(name.getSchemaName());
		if (schema == null) {
			return object;
		}
		this.others.add(schema);
		return schemaWithDefault(name.getSchemaName()).render(getDialect()) + "." + object;
	}

	@Override
	public String format(QualifiedTableName qualifiedName) {
		return write(qualifiedName);
	}

	@Override
	public String format(QualifiedSequenceName qualifiedName) {
		return write(qualifiedName);
	}

	@Override
	public String format(QualifiedName qualifiedName) {
		return write(qualifiedName);
	}

	@Override
	public String formatWithoutCatalog(QualifiedSequenceName qualifiedName) {
		return write(qualifiedName);
	}

	@Override
	public Dialect getDialect() {
		return this.hibernates.getDialect();
	}

	@Override
	public Identifier toIdentifier(String text) {
		return this.hibernates.toIdentifier(text);
	}

	@Override
	public Identifier getDefaultCatalog() {
		return this.hibernates.getDefaultCatalog();
	}

	@Override
	public Identifier getDefaultSchema() {
		return this.hibernates.getDefaultSchema();
	}

	@Override
	public boolean isMigration() {
		return false;
	}

}
