package io.appmigrations.internal.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import io.appmigrations.MigrationException;
import io.appmigrations.model.Model;
import io.appmigrations.model.ModelSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests of which sources a list of models has.
 */
class ModelListTests {

	private static final Model ENTITIES = Model.builder("entities")
		.statements(List.of(new Model.Statement("create table items ()", "Item")))
		.build();

	@TempDir
	private Path folder;

	@BeforeEach
	void write() throws IOException {
		Files.createDirectories(this.folder.resolve("deep/er"));
		for (String name : List.of("a", "b", "deep/c", "deep/er/d")) {
			Files.writeString(this.folder.resolve(name + ".sql"),
					"create view " + name.replace('/', '_') + " as select 1");
		}
		Files.writeString(this.folder.resolve("notes.txt"), "no SQL");
	}

	@ParameterizedTest
	@CsvSource({ "jpa, items", "jpa;jpa, items", "file:*.sql, a b", "file:a.sql;file:*.sql;file:./b.sql, a b",
			"file:?.sql, a b", "file:**/*.sql, a b deep_c deep_er_d", "file:*/*.sql, deep_c",
			"file:deep/**/d.sql;jpa;file:a.sql, items a deep_er_d", "'file:a.sql; ;jpa', items a" })
	void aListIsTheUnionOfItsEntries(String entries, String expected) {
		List<String> list = new ArrayList<>(
				List.of(entries.replace("file:", "file:" + this.folder + "/").split(";", -1)));
		Model model = read(list);
		assertThat(model.statements()).extracting((statement) -> statement.sql().split(" ", -1)[2])
			.containsExactly(expected.split(" ", -1));
		assertThat(model.complete()).isEqualTo(!entries.contains("jpa"));
		assertThat(model.mixed()).isEqualTo(entries.contains("jpa") && entries.contains("file"));
		Collections.reverse(list);
		assertThat(read(list)).isEqualTo(model);
	}

	@Test
	void oneEntryIsTheModelItself() {
		String file = this.folder + "/a.sql";
		assertThat(read(List.of(file))).isEqualTo(ModelFile.of(file).read(18, 0, "public"));
		assertThat(read(List.of("jpa"))).isSameAs(ENTITIES);
	}

	@Test
	void filesOnTheClassPathMatchPatternsToo() {
		String folder = "classpath:io/appmigrations/internal/compare/models/";
		Model all = read(List.of(folder + "*.sql"));
		assertThat(all.parts()).hasSizeGreaterThan(1);
		assertThat(all.name()).startsWith("io/appmigrations/internal/compare/models/");
		String first = folder + all.parts().get(0).name().replaceFirst(".*/", "");
		assertThat(read(List.of(first, folder + "**/*.sql")).parts()).hasSameSizeAs(all.parts());
		assertThat(read(List.of(folder.replace(":", "*:") + "*.sql"))).isEqualTo(all);
	}

	@Test
	void aFileWithSeveralNamesIsReadOnce() throws IOException {
		// as Kubernetes mounts a config map
		Files.createSymbolicLink(this.folder.resolve("deep/a.sql"), this.folder.resolve("a.sql"));
		Files.createSymbolicLink(this.folder.resolve("..data"), this.folder.resolve("deep"));
		Model model = read(List.of("file:" + this.folder + "/**/*.sql"));
		assertThat(model.statements()).hasSize(4);
	}

	@Test
	void aFolderInItselfIsAnError() throws IOException {
		Files.createSymbolicLink(this.folder.resolve("deep/loop"), this.folder);
		assertThatThrownBy(() -> read(List.of("file:" + this.folder + "/**/*.sql")))
			.isInstanceOf(MigrationException.class)
			.hasMessageContaining("cannot be read");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "fine",
			value = { "jpa;file:empty.sql | empty.sql of the model is empty", "jpa;file:empt?.sql | fine",
					"file:*.sql | fine", "file:a.sql;file:empty.sql | empty.sql of the model is empty",
					"file:empty.sql | empty.sql is empty, so everything would be dropped",
					"file:empty.sql;file:empty.txt | is empty, so everything would be dropped" })
	void aFileThatIsNamedMustNotBeEmpty(String entries, @Nullable String message) throws IOException {
		Files.writeString(this.folder.resolve("empty.sql"), " \n");
		Files.writeString(this.folder.resolve("empty.txt"), "");
		List<String> list = List.of(entries.replace("file:", "file:" + this.folder + "/").split(";", -1));
		if (message == null) {
			assertThat(read(list).statements()).isNotEmpty();
		}
		else {
			assertThatThrownBy(() -> read(list)).isInstanceOf(MigrationException.class).hasMessageContaining(message);
		}
	}

	private static Model read(List<String> entries) {
		ModelSource entities = (majorVersion, minorVersion, defaultSchema) -> ENTITIES;
		return new ModelList(entries, entities).read(18, 0, "public");
	}

}
