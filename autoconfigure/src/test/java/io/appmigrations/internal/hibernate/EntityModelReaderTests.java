package io.appmigrations.internal.hibernate;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.model.Model;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Index;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.SecondaryTable;
import jakarta.persistence.Table;
import jakarta.persistence.spi.PersistenceUnitInfo;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.hibernate.annotations.GeneratedColumn;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.View;
import org.hibernate.boot.Metadata;
import org.hibernate.boot.spi.BootstrapContext;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.envers.Audited;
import org.hibernate.integrator.spi.Integrator;
import org.hibernate.jpa.boot.spi.IntegratorProvider;
import org.hibernate.service.spi.SessionFactoryServiceRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link EntityModelReader} with single persistence units.
 */
class EntityModelReaderTests {

	@Test
	void statementsNameTheirOrigin() {
		assertThat(TestUnit.read(Plain.class, Elsewhere.class).statements()).extracting(Model.Statement::origin)
			.containsExactly("sequence plain_seq", "table other.elsewhere (" + Elsewhere.class.getName() + ")",
					"table plain (" + Plain.class.getName() + ")",
					"foreign key FKe1pxdwf0hejxijfm4u0li12bl on other.elsewhere (" + Elsewhere.class.getName() + ")");
	}

	@Test
	void beanValidationIsVisible() {
		assertThat(TestUnit.sql(Validated.class)).containsExactly("create table validated (percent integer not null "
				+ "check ((percent<=100) and (percent>=0)), id bigint not null, name varchar(40) not null, primary key (id))");
	}

	@Test
	void enversTablesAreVisible() {
		assertThat(TestUnit.sql(History.class)).contains("create table history_aud (rev integer not null, "
				+ "revtype smallint, id bigint not null, text varchar(255), primary key (rev, id))");
	}

	@Test
	void ownIntegratorsRunFirst() {
		Map<String, Object> settings = new HashMap<>(TestUnit.NAMING);
		List<String> order = new ArrayList<>();
		settings.put("hibernate.integrator_provider", (IntegratorProvider) () -> List.of(new Integrator() {
			@Override
			public void integrate(Metadata metadata, BootstrapContext bootstrapContext,
					SessionFactoryImplementor sessionFactory) {
				metadata.getEntityBinding(Plain.class.getName()).getTable().setComment("integrated");
				order.add("integrated");
			}
		}));
		assertThat(sql(settings, Plain.class)).contains("comment on table plain is 'integrated'");
		settings.put("hibernate.integrator_provider", CommentingProvider.class.getName());
		assertThat(sql(settings, Plain.class)).contains("comment on table plain is 'by name'");
		assertThat(order).containsExactly("integrated");
	}

	@Test
	void integratorsOfTheServiceLoaderRunFirst(@TempDir Path directory) throws IOException {
		Path services = Files.createDirectories(directory.resolve("META-INF/services"));
		Files.writeString(services.resolve(Integrator.class.getName()), FoundIntegrator.class.getName());
		URL[] urls = { directory.toUri().toURL() };
		try (URLClassLoader classLoader = new URLClassLoader(urls, getClass().getClassLoader())) {
			PersistenceUnitInfo unit = TestUnit.of(classLoader, Plain.class);
			Model model = EntityModelReader.read(unit, TestUnit.NAMING, 18, 4, null);
			assertThat(TestUnit.sql(model)).contains("comment on table plain is 'found'");
			assertThat(FoundIntegrator.left).isTrue();
		}
	}

	@Test
	void schemaGenerationOfTheApplicationIsIgnored() {
		Map<String, Object> settings = new HashMap<>(TestUnit.NAMING);
		settings.put("hibernate.hbm2ddl.auto", "create-drop");
		settings.put("jakarta.persistence.schema-generation.database.action", "drop-and-create");
		settings.put("jakarta.persistence.database-major-version", "9");
		assertThat(sql(settings, Plain.class)).isEqualTo(TestUnit.sql(Plain.class));
	}

	@Test
	void versionOfTheServerCounts() {
		for (String dialect : Arrays.asList(null, "org.hibernate.dialect.PostgreSQLDialect")) {
			Map<String, Object> settings = new HashMap<>(TestUnit.NAMING);
			settings.put("hibernate.dialect", dialect);
			assertThat(TestUnit.sql(EntityModelReader.read(TestUnit.of(Doubled.class), settings, 17, 2, null)))
				.containsExactly(
						"create table doubled (a integer not null, twice integer generated always as (a * 2) stored, id bigint not null, primary key (id))");
			assertThat(TestUnit.sql(EntityModelReader.read(TestUnit.of(Doubled.class), settings, 18, 0, null)))
				.containsExactly(
						"create table doubled (a integer not null, twice integer generated always as (a * 2), id bigint not null, primary key (id))");
		}
	}

	@Test
	void namesInTheDefaultSchemaAreNotQualified() {
		Model model = read(null, null);
		assertThat(tables(model)).containsExactly("other.elsewhere", "plain");
		assertThat(model.schemas()).containsExactly("other");
		model = read(null, "other");
		assertThat(tables(model)).containsExactly("elsewhere", "plain");
		assertThat(model.schemas()).isEmpty();
	}

	@Test
	void schemaThatHibernateHasByDefaultIsTheDefaultOne() {
		Model model = read("app", null);
		assertThat(tables(model)).containsExactly("other.elsewhere", "plain");
		assertThat(model.schemas()).containsExactly("other");
		model = read("app", "public");
		assertThat(tables(model)).containsExactly("other.elsewhere", "app.plain");
		assertThat(TestUnit.sql(model)).contains("create sequence app.plain_seq start with 1 increment by 50");
		assertThat(model.schemas()).containsExactly("app", "other");
		model = read("other", null);
		assertThat(tables(model)).containsExactly("elsewhere", "plain");
	}

	@Test
	void dataIsLeftOut() {
		assertThat(TestUnit.sql(TableGenerated.class)).hasSize(2).allMatch((sql) -> sql.startsWith("create table"));
	}

	@Test
	void viewsComeAfterAllTables() {
		assertThat(TestUnit.sql(AView.class, Elsewhere.class, Plain.class))
			.filteredOn((sql) -> sql.startsWith("create"))
			.last()
			.isEqualTo("create view aview as select p.id from plain p, other.elsewhere");
	}

	@Test
	void orderOfClassesDoesNotMatter() {
		List<Class<?>> classes = new ArrayList<>(List.of(Zoo.all()));
		classes.add(Validated.class);
		Model expected = TestUnit.read(classes.toArray(Class<?>[]::new));
		for (int seed = 1; seed <= 3; seed++) {
			Collections.shuffle(classes, new Random(seed));
			assertThat(TestUnit.read(classes.toArray(Class<?>[]::new))).isEqualTo(expected);
		}
	}

	@Test
	void commentsAreEscapedUnlessTheyAre() {
		assertThat(TestUnit.sql(Commented.class)).contains("comment on table commented is 'it''s'",
				"comment on column commented.text is 'it''s'");
	}

	@Test
	void indexesThatHibernateMisunderstandsAreMended() {
		assertThat(TestUnit.sql(Indexed.class)).containsExactly(
				"create table indexed (id bigint not null, a varchar(255), b_column varchar(255), primary key (id), constraint ux_plain unique (a) deferrable)",
				"create table indexed_more (id bigint not null, c varchar(255), primary key (id))",
				"create index ix_call on indexed ((coalesce(a,'A, B')), b_column desc)",
				"create index ix_nulls on indexed (b_column desc nulls last, a NULLS FIRST)",
				"create unique index ux_where on indexed (a) where b_column is null",
				"create unique index ux_order on indexed (b_column nulls first)",
				"create unique index ux_desc on indexed (a, b_column desc)",
				"create unique index ux_nulls on indexed (b_column) nulls not distinct",
				"create index ix_secondary on indexed_more ((concat(c, 'X')))",
				"alter table if exists indexed_more add constraint FK8oxouw3kqyu8obgjcqe8ixt43 foreign key (id) references indexed");
	}

	@Test
	void namesThatPostgreSqlCutsOffToTheSameOneAreAnError() {
		assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> TestUnit.read(LongNamed.class))
			.withMessageContaining("truncates names to 63 bytes")
			.withMessageContaining("a_name_that_has_more_than_sixty_three_bytes_and_a_sequence_in_the_end_seq")
			.satisfies((ex) -> assertThat(ex.getHint()).contains("@SequenceGenerator"));
	}

	@Test
	void mappingThatHibernateRefusesIsAnError() {
		assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> TestUnit.read(Broken.class))
			.withMessageStartingWith("Hibernate cannot map the entities of persistence unit 'test': ")
			.withMessageContaining("Broken.plains")
			.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(ErrorCode.INVALID_CONFIGURATION));
	}

	@Test
	void noEntitiesAreAnError() {
		assertThatExceptionOfType(MigrationException.class).isThrownBy(TestUnit::read)
			.withMessageContaining("There are no JPA entities")
			.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(ErrorCode.INVALID_CONFIGURATION))
			.satisfies((ex) -> assertThat(ex.getHint()).contains("app.migrations.autogenerate.model=file:"));
	}

	private static Model read(@Nullable String hibernatesDefaultSchema, @Nullable String defaultSchema) {
		Map<String, Object> settings = new HashMap<>(TestUnit.NAMING);
		if (hibernatesDefaultSchema != null) {
			settings.put("hibernate.default_schema", hibernatesDefaultSchema);
		}
		return EntityModelReader.read(TestUnit.of(Plain.class, Elsewhere.class), settings, 18, 4, defaultSchema);
	}

	private static List<String> tables(Model model) {
		return TestUnit.sql(model)
			.stream()
			.filter((sql) -> sql.startsWith("create table "))
			.map((sql) -> sql.substring(13, sql.indexOf(" (")))
			.toList();
	}

	private static List<String> sql(Map<String, Object> settings, Class<?>... classes) {
		return TestUnit.sql(EntityModelReader.read(TestUnit.of(classes), settings, 18, 4, null));
	}

	@Entity(name = "Plain")
	static class Plain {

		@Id
		@GeneratedValue
		@Nullable Long id;

	}

	@Entity(name = "Elsewhere")
	@Table(schema = "other")
	static class Elsewhere {

		@Id
		@Nullable Long id;

		@ManyToOne
		@Nullable Plain plain;

	}

	@Entity(name = "Validated")
	static class Validated {

		@Id
		@Nullable Long id;

		@NotNull
		@Size(max = 40)
		String name = "";

		@Min(0)
		@Max(100)
		int percent;

	}

	@Entity(name = "History")
	@Audited
	static class History {

		@Id
		@Nullable Long id;

		@Nullable String text;

	}

	@Entity(name = "Doubled")
	static class Doubled {

		@Id
		@Nullable Long id;

		int a;

		@GeneratedColumn("a * 2")
		int twice;

	}

	@Entity(name = "TableGenerated")
	static class TableGenerated {

		@Id
		@GeneratedValue(strategy = GenerationType.TABLE)
		@Nullable Long id;

	}

	@Entity(name = "AView")
	@Immutable
	@View(query = "select p.id from plain p, other.elsewhere")
	static class AView {

		@Id
		@Nullable Long id;

	}

	@Entity(name = "Commented")
	@Table(comment = "it''s")
	static class Commented {

		@Id
		@Nullable Long id;

		@Column(comment = "it's")
		@Nullable String text;

	}

	@Entity(name = "Indexed")
	@Table(indexes = { @Index(name = "ix_call", columnList = "(coalesce(a,'A, B')), bColumn desc"),
			@Index(name = "ix_nulls", columnList = "bColumn desc nulls last, a NULLS FIRST"),
			@Index(name = "ux_where", columnList = "a", unique = true, options = "where b_column is null"),
			@Index(name = "ux_order", columnList = "bColumn nulls first", unique = true),
			@Index(name = "ux_desc", columnList = "a, bColumn desc", unique = true),
			@Index(name = "ux_nulls", columnList = "bColumn", unique = true, options = "nulls not distinct"),
			@Index(name = "ux_plain", columnList = "a", unique = true, options = "deferrable") })
	@SecondaryTable(name = "indexed_more", indexes = @Index(name = "ix_secondary", columnList = "(concat(c, 'X'))"))
	static class Indexed {

		@Id
		@Nullable Long id;

		@Nullable String a;

		@Nullable String bColumn;

		@Column(table = "indexed_more")
		@Nullable String c;

	}

	@Entity(name = "LongNamed")
	@Table(name = "a_name_that_has_more_than_sixty_three_bytes_and_a_sequence_in_the_end")
	static class LongNamed {

		@Id
		@GeneratedValue
		@Nullable Long id;

	}

	@Entity(name = "Broken")
	static class Broken {

		@Id
		@Nullable Long id;

		@OneToMany(mappedBy = "nothing")
		@Nullable List<Plain> plains;

	}

	public static final class FoundIntegrator implements Integrator {

		static boolean left;

		@Override
		public void integrate(Metadata metadata, BootstrapContext bootstrapContext,
				SessionFactoryImplementor sessionFactory) {
			metadata.getEntityBinding(Plain.class.getName()).getTable().setComment("found");
		}

		@Override
		public void disintegrate(SessionFactoryImplementor sessionFactory,
				SessionFactoryServiceRegistry serviceRegistry) {
			left = true;
		}

	}

	public static final class CommentingProvider implements IntegratorProvider {

		@Override
		public List<Integrator> getIntegrators() {
			return List.of(new Integrator() {
				@Override
				public void integrate(Metadata metadata, BootstrapContext bootstrapContext,
						SessionFactoryImplementor sessionFactory) {
					metadata.getEntityBinding(Plain.class.getName()).getTable().setComment("by name");
				}
			});
		}

	}

}
