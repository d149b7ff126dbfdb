package io.appmigrations.internal.cli.library;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

import io.appmigrations.MigrationListener;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PostConstruct;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Convert;
import jakarta.persistence.Converter;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import org.hibernate.boot.model.naming.Identifier;
import org.hibernate.boot.model.naming.PhysicalNamingStrategySnakeCaseImpl;
import org.hibernate.engine.jdbc.env.spi.JdbcEnvironment;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.hibernate.autoconfigure.HibernatePropertiesCustomizer;
import org.springframework.boot.task.ThreadPoolTaskExecutorBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.config.EnableJpaRepositories;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.stereotype.Controller;
import org.springframework.stereotype.Service;

/**
 * A library. Each of its beans says that it was created.
 */
@SpringBootApplication
@EnableScheduling
@EnableJpaRepositories(considerNestedRepositories = true)
public class LibraryApplication {

	/** The beans of the application that were created, by the names of their classes. */
	public static final List<String> CREATED = new CopyOnWriteArrayList<>();

	@Bean
	static HibernatePropertiesCustomizer instants() {
		CREATED.add("instants");
		return (properties) -> properties.put("hibernate.type.preferred_instant_jdbc_type", "TIMESTAMP");
	}

	/** Asks for a bean of which no command knows that entities need it. */
	@Bean
	@ConditionalOnProperty("library.schema-from-database")
	static HibernatePropertiesCustomizer schema(JdbcTemplate jdbc) {
		return (properties) -> properties.put("hibernate.default_schema",
				jdbc.queryForObject("select 'of_the_' || 'database'", String.class));
	}

	/** A part of the application. */
	abstract static class Part {

		Part() {
			CREATED.add(getClass().getSimpleName());
		}

	}

	@Controller
	static class Desk extends Part {

		Desk(Lending lending, Shelves shelves) {
			lending.lend(shelves);
		}

	}

	@Service
	static class Lending extends Part {

		void lend(Shelves shelves) {
			Objects.requireNonNull(shelves);
		}

	}

	@Component
	static class Reminders extends Part {

		@Scheduled(fixedDelay = 1)
		void remind() {
			CREATED.add("reminded");
		}

	}

	@Component
	static class Runner extends Part implements CommandLineRunner {

		@Override
		public void run(String... arguments) {
			CREATED.add("ran");
		}

	}

	@Component
	static class Index extends Part {

		@PostConstruct
		void build() {
			CREATED.add("built");
		}

	}

	@Component
	@ConditionalOnProperty("library.failing")
	static class Failing extends Part {

		Failing() {
			throw new IllegalStateException("cannot be created");
		}

	}

	@Component
	static class Notifier extends Part implements MigrationListener {

	}

	/** Asks for a bean of which no command knows that a listener needs it. */
	@Component
	@ConditionalOnProperty("library.counting")
	static class Counter extends Part implements MigrationListener {

		Counter(ThreadPoolTaskExecutorBuilder builder, @Value("${library.counting}") int threads) {
			builder.corePoolSize(threads);
		}

	}

	/** Asks for a bean that no command has. */
	@Component
	@ConditionalOnProperty("library.metering")
	static class Metered extends Part implements MigrationListener {

		Metered(MeterRegistry meters) {
			Objects.requireNonNull(meters);
		}

	}

	interface Shelves extends JpaRepository<Shelf, Long> {

	}

	@Entity(name = "Shelf")
	static class Shelf {

		@Id
		@Nullable Long id;

		@Nullable Instant dustedAt;

	}

	@Entity(name = "Book")
	static class Book {

		@Id
		@Nullable Long id;

		@Convert(converter = IsbnConverter.class)
		@Nullable Isbn isbn;

		@ManyToOne
		@Nullable Shelf shelf;

	}

	record Isbn(long number) {
	}

	@Service
	static class Checksums extends Part {

		long check(long number) {
			return number;
		}

	}

	@Component
	@Converter
	static class IsbnConverter extends Part implements AttributeConverter<Isbn, Long> {

		private final Checksums checksums;

		IsbnConverter(Checksums checksums) {
			this.checksums = checksums;
		}

		@Override
		public @Nullable Long convertToDatabaseColumn(@Nullable Isbn isbn) {
			return (isbn != null) ? this.checksums.check(isbn.number()) : null;
		}

		@Override
		public @Nullable Isbn convertToEntityAttribute(@Nullable Long number) {
			return (number != null) ? new Isbn(number) : null;
		}

	}

	@Component
	static class Naming extends PhysicalNamingStrategySnakeCaseImpl {

		private final String prefix;

		Naming(@Value("${library.prefix:lib_}") String prefix) {
			this.prefix = prefix;
			CREATED.add("Naming");
		}

		@Override
		public Identifier toPhysicalTableName(Identifier name, JdbcEnvironment environment) {
			return Identifier.toIdentifier(this.prefix + super.toPhysicalTableName(name, environment));
		}

	}

}
