package io.appmigrations;

import java.util.List;
import java.util.function.Function;

import javax.sql.DataSource;

import io.appmigrations.autogenerate.NamingConvention;
import io.appmigrations.autogenerate.RevisionCustomizer;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * How revisions are generated.
 *
 * @param model where the desired schema comes from
 * @param schemas schemas to compare besides those that the model names
 * @param include glob patterns of the objects to look at, empty for all
 * @param exclude glob patterns of the objects to leave alone
 * @param compareType whether the types of columns are compared
 * @param compareServerDefault whether the defaults of columns are compared
 * @param convention how constraints are named that the model does not name
 * @param customizers who may edit the changes before they are written
 * @param databases opens a database by its JDBC URL with the login of the migrations'
 * database, for replaying revisions
 * @param scratchServer the database beside which databases for replaying are created, or
 * {@code null} for the one that is migrated
 */
public record AutogenerateSettings(ModelSource model, List<String> schemas, List<String> include, List<String> exclude,
		boolean compareType, boolean compareServerDefault, NamingConvention convention,
		List<RevisionCustomizer> customizers, Function<String, DataSource> databases,
		@Nullable DataSource scratchServer) {

	/**
	 * Copies the lists.
	 */
	public AutogenerateSettings {
		schemas = List.copyOf(schemas);
		include = List.copyOf(include);
		exclude = List.copyOf(exclude);
		customizers = List.copyOf(customizers);
	}

	/**
	 * Compares everything with a model.
	 * @param model where the desired schema comes from
	 * @return the settings
	 */
	public static AutogenerateSettings of(ModelSource model) {
		return new AutogenerateSettings(model, List.of(), List.of(), List.of(), true, true,
				NamingConvention.postgresql(), List.of(), DriverManagerDataSource::new, null);
	}

}
