package io.appmigrations.benchmark;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.appmigrations.benchmark.application.BenchmarkApplication;

/**
 * The least that a Java program can do: each script and a row that says so in one
 * transaction, scripts in the order of their names.
 */
final class PlainJdbc {

	private PlainJdbc() {
	}

	/**
	 * Runs scripts.
	 * @param arguments the URL and the folder
	 */
	public static void main(String[] arguments) throws Exception {
		long start = System.nanoTime();
		try (Connection connection = DriverManager.getConnection(arguments[0]);
				Stream<Path> files = Files.list(Path.of(arguments[1]))) {
			List<Path> scripts = files.sorted().toList();
			try (Statement statement = connection.createStatement()) {
				statement.execute("create table versions (script text primary key)");
				connection.setAutoCommit(false);
				for (Path script : scripts) {
					statement.execute(Files.readString(script));
					try (PreparedStatement insert = connection.prepareStatement("insert into versions values (?)")) {
						insert.setString(1, script.getFileName().toString());
						insert.executeUpdate();
					}
					connection.commit();
				}
			}
		}
		BenchmarkApplication.say(Map.of("tool", System.nanoTime() - start));
	}

}
