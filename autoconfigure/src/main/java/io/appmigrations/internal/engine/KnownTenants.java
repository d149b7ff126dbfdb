package io.appmigrations.internal.engine;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.appmigrations.MigrationException;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.database.version.KnownSchemas;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tenants in whose schemas this build has nothing to run. Of thousands, few are
 * behind, and to ask each of them would be a connection and a query for each.
 */
final class KnownTenants {

	private static final Logger logger = LoggerFactory.getLogger(KnownTenants.class);

	/** Fewer are asked one by one. */
	static final int FEW = 10;

	/** A session keeps what it knows of each table that it has read. */
	private static final int PER_CONNECTION = 20 * KnownSchemas.AT_ONCE;

	private final Connector connector;

	private final KnownSchemas known;

	/**
	 * Asks nobody yet.
	 * @param context what the version tables are called
	 * @param connector opens the connection
	 */
	KnownTenants(MigrationContext context, Connector connector) {
		this.connector = connector;
		this.known = new KnownSchemas(context.settings().versionTable(), context.tables());
	}

	/**
	 * Finds them. Whatever is in the way is met again by who asks the tenant itself.
	 * @param schemas the tenants' schemas
	 * @param build the fingerprint of the build
	 * @return the rows of their version tables, by schema
	 */
	Map<String, Set<String>> find(List<String> schemas, String build) {
		Map<String, Set<String>> found = new HashMap<>();
		try {
			for (int i = 0; schemas.size() > FEW && i < schemas.size(); i += PER_CONNECTION) {
				find(schemas.subList(i, Math.min(schemas.size(), i + PER_CONNECTION)), build, found);
			}
		}
		catch (MigrationException ex) {
			logger.debug("The tenants could not be asked together and are asked one by one", ex);
		}
		return found;
	}

	private void find(List<String> schemas, String build, Map<String, Set<String>> found) {
		try (MigrationConnection connection = this.connector.connect()) {
			for (int i = 0; i < schemas.size(); i += KnownSchemas.AT_ONCE) {
				found.putAll(this.known.find(connection,
						schemas.subList(i, Math.min(schemas.size(), i + KnownSchemas.AT_ONCE)), build));
			}
		}
	}

}
