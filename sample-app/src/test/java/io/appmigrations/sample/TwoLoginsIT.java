package io.appmigrations.sample;

import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * The init container and the application with the logins of {@code k8s/logins.sql}.
 */
@DatabaseTest
class TwoLoginsIT {

	private final List<String> roles = new ArrayList<>();

	private TestDatabase database;

	@BeforeEach
	void makeLogins(TestDatabase database) throws Exception {
		this.database = database;
		this.roles.addAll(List.of("catalogue_ddl_" + database.name(), "catalogue_app_" + database.name()));
		String script = Files.readString(Path.of("k8s", "logins.sql"))
			.replace("catalogue_ddl", this.roles.get(0))
			.replace("catalogue_app", this.roles.get(1))
			.replace("on database catalogue ", "on database " + database.name() + " ")
			.replaceAll("(?m)^--.*$", "");
		for (String statement : script.split(";", -1)) {
			if (!statement.isBlank()) {
				database.jdbc().sql(statement).update();
			}
		}
	}

	@AfterEach
	void dropLogins() {
		for (String role : this.roles) {
			this.database.jdbc().sql("drop owned by " + role + " cascade").update();
			this.database.jdbc().sql("drop role " + role).update();
		}
	}

	@Test
	void oneMigratesAndTheOtherServes() throws Exception {
		String url = this.database.libpqUrl(this.roles.get(1), "change-me");
		SampleProcess init = SampleProcess.start(Map.of("DATABASE_URL", url, "APP_MIGRATIONS_USERNAME",
				this.roles.get(0), "APP_MIGRATIONS_PASSWORD", "change-me-too"), "--migrate-only");
		assertThat(init.exitStatus()).as(init.output()).isZero();
		assertThat(init.output()).doesNotContain("change-me");
		int port = freePort();
		SampleProcess application = SampleProcess.start(Map.of("DATABASE_URL", url), "--server.port=" + port);
		try {
			assertThat(get(application, port, "/courses")).contains("\"title\"");
			assertThat(get(application, port, "/actuator/migrations")).contains("\"pending\":[]")
				.doesNotContainIgnoringCase("create table")
				.doesNotContain("change-me");
		}
		finally {
			application.kill();
		}
		JdbcClient serving = JdbcClient
			.create(new DriverManagerDataSource(this.database.url(), this.roles.get(1), "change-me"));
		assertThatException().isThrownBy(() -> serving.sql("alter table courses add column hack text").update())
			.withStackTraceContaining("must be owner of table courses");
	}

	private static int freePort() throws Exception {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

	private static String get(SampleProcess application, int port, String path) throws Exception {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:%s%s".formatted(port, path))).build();
		while (application.isAlive()) {
			try {
				return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
			}
			catch (ConnectException ex) {
				Thread.sleep(200);
			}
		}
		throw new AssertionError(application.output());
	}

}
