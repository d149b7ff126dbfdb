package io.appmigrations.internal.hibernate;

import java.io.StringWriter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.appmigrations.model.Model;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.TestDatabase;
import jakarta.persistence.EntityManagerFactory;
import org.hibernate.jpa.HibernatePersistenceProvider;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link EntityModelReader} with everything that Hibernate can map.
 */
@DatabaseTest
class ZooTests {

	@Test
	void statementsRunOneAfterTheOther(TestDatabase database) {
		Model model = read(database);
		JdbcClient jdbc = database.jdbc();
		model.schemas().forEach((schema) -> jdbc.sql("create schema " + schema).update());
		for (Model.Statement statement : model.statements()) {
			assertThatNoException().as(statement.origin() + ": " + statement.sql())
				.isThrownBy(() -> jdbc.sql(statement.sql()).update());
		}
		assertThat(jdbc.sql("select count(*) from id_table").query(Long.class).single()).isZero();
		assertThat(jdbc.sql("select to_regclass('other.in_schema') is not null").query(Boolean.class).single())
			.isTrue();
	}

	@Test
	void statementsAreThoseOfHibernatesOwnCreation(TestDatabase database) {
		assertThat(TestUnit.sql(read(database))).containsExactlyInAnyOrderElementsOf(created(database));
	}

	private static Model read(TestDatabase database) {
		int version = database.jdbc().sql("show server_version_num").query(Integer.class).single();
		return EntityModelReader.read(TestUnit.of(Zoo.all()), TestUnit.NAMING, version / 10000, version % 10000,
				"public");
	}

	private static List<String> created(TestDatabase database) {
		StringWriter script = new StringWriter();
		Map<String, Object> settings = new HashMap<>(TestUnit.NAMING);
		settings.put("jakarta.persistence.nonJtaDataSource", database.dataSource());
		settings.put("jakarta.persistence.schema-generation.scripts.action", "create");
		settings.put("jakarta.persistence.schema-generation.scripts.create-target", script);
		try (EntityManagerFactory factory = new HibernatePersistenceProvider()
			.createContainerEntityManagerFactory(TestUnit.of(Zoo.all()), settings)) {
			assertThat(factory.isOpen()).isTrue();
		}
		return Arrays.stream(script.toString().split("\n", -1))
			.map(String::strip)
			.filter((line) -> !line.isEmpty() && !line.startsWith("insert into"))
			.map((line) -> line.substring(0, line.length() - 1))
			.toList();
	}

}
