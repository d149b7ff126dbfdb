package io.appmigrations.testing;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/**
 * Where an embedded server has its files: in memory where there is enough, since to copy
 * a database and to drop it costs half as much there.
 */
final class ServerFolder {

	private static final Path MEMORY = Path.of("/dev/shm");

	/** For the servers that run at once, each with its log and some large tables. */
	private static final long ENOUGH = 6L << 30;

	/** Where the library looks for folders of processes that were killed. */
	private static final String SERVERS = "ot.epg.working-dir";

	private ServerFolder() {
	}

	static EmbeddedPostgres.Builder builder() throws IOException {
		if (!Files.isWritable(MEMORY) || Files.getFileStore(MEMORY).getUsableSpace() < ENOUGH) {
			return EmbeddedPostgres.builder();
		}
		Path servers = MEMORY.resolve("app-migrations-tests-" + System.getProperty("user.name"));
		String before = System.getProperty(SERVERS);
		System.setProperty(SERVERS, servers.toString());
		try {
			return EmbeddedPostgres.builder()
				.setDataDirectory(servers.resolve(UUID.randomUUID().toString()))
				// the binaries stay on the disk, for the next run
				.setOverrideWorkingDirectory((before != null) ? new File(before)
						: new File(System.getProperty("java.io.tmpdir"), "embedded-pg"));
		}
		finally {
			if (before != null) {
				System.setProperty(SERVERS, before);
			}
			else {
				System.clearProperty(SERVERS);
			}
		}
	}

}
