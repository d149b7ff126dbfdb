package io.appmigrations.internal.liquibase.library;

import java.io.File;
import java.util.List;

import liquibase.changelog.ChangeLogHistoryService;
import liquibase.changelog.OfflineChangeLogHistoryService;
import liquibase.changelog.RanChangeSet;
import liquibase.database.Database;
import liquibase.database.OfflineConnection;
import liquibase.resource.ResourceAccessor;

/**
 * Lets Liquibase write for PostgreSQL where it has no database. The file in which it
 * would keep what has run is not written.
 */
final class WithoutDatabase extends OfflineConnection {

	WithoutDatabase(ResourceAccessor resources) {
		super("offline:postgresql?outputLiquibaseSql=none", resources);
	}

	@Override
	protected ChangeLogHistoryService createChangeLogHistoryService(Database database) {
		return new OfflineChangeLogHistoryService(database, new File("databasechangelog.csv"), false, false) {

			@Override
			public void init() {
				// its tables are no part of what is written
			}

			@Override
			public List<RanChangeSet> getRanChangeSets() {
				return List.of();
			}

		};
	}

}
