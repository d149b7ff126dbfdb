package io.appmigrations.faults;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.appmigrations.MigrationException;
import io.appmigrations.Migrations;

import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * Migrates in a process of its own, which can be killed.
 */
final class UpgradeProcess {

	private UpgradeProcess() {
	}

	/**
	 * Starts a process.
	 * @param database where
	 * @param source of the history
	 * @param direction up or down
	 */
	static Process start(FaultDatabase database, String source, String direction) throws IOException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
						"-XX:+UseSerialGC"));
		// a locale and a zone that the test was started with are the process's, too
		ManagementFactory.getRuntimeMXBean()
			.getInputArguments()
			.stream()
			.filter((option) -> option.startsWith("-Duser."))
			.forEach(command::add);
		command.addAll(List.of("-cp", System.getProperty("java.class.path"), UpgradeProcess.class.getName(),
				database.url(), database.user(), database.password(), source, direction));
		return new ProcessBuilder(command).redirectErrorStream(true).start();
	}

	/**
	 * Says {@code ready} before it begins, and exits with 1 and the message where it
	 * fails.
	 */
	public static void main(String[] arguments) throws IOException {
		Workload workload = Workload.of(arguments[3]);
		Migrations migrations = workload.revisions()
			.on(new DriverManagerDataSource(arguments[0], arguments[1], arguments[2]));
		System.out.println("ready");
		try {
			if (arguments[4].equals("up")) {
				migrations.upgrade("heads");
			}
			else {
				migrations.downgrade(workload.floor());
			}
		}
		catch (MigrationException ex) {
			System.out.println(ex.getCode() + " " + ex.getMessage());
			System.exit(1);
		}
	}

}
