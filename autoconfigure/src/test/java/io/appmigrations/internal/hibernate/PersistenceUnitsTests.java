package io.appmigrations.internal.hibernate;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import fixtures.orders.CustomerOrder;
import fixtures.orders.YesNo;
import io.appmigrations.MigrationException;
import io.appmigrations.autoconfigure.AppMigrationsAutoConfiguration;
import io.appmigrations.model.Model;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.TestDatabase;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Id;
import org.hibernate.boot.model.naming.Identifier;
import org.hibernate.boot.model.naming.PhysicalNamingStrategy;
import org.hibernate.boot.model.naming.PhysicalNamingStrategySnakeCaseImpl;
import org.hibernate.engine.jdbc.env.spi.JdbcEnvironment;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.BeanFactoryInitializer;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.hibernate.autoconfigure.HibernatePropertiesCustomizer;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;
import org.springframework.core.OverridingClassLoader;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.persistenceunit.PersistenceManagedTypes;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link EntityModelReader} with application contexts.
 */
@DatabaseTest
class PersistenceUnitsTests {

	@Test
	void everyUnitIsReadWithoutItsDatabaseAndWithoutATrace() {
		whileStarting((beanFactory) -> {
			int postProcessors = beanFactory.getBeanPostProcessorCount();
			assertThat(TestUnit.sql(EntityModelReader.read(beanFactory, 18, 4, null))).containsExactly(
					"create table first_only (id bigint not null, primary key (id))",
					"create table Shared (id bigint not null, primary key (id))",
					"create table second.SecondOnly (id bigint not null, primary key (id))");
			assertThat(beanFactory.containsSingleton("first")).isFalse();
			assertThat(beanFactory.getBeanDefinition("first").getDependsOn()).containsExactly("initializer");
			assertThat(beanFactory.getBeanPostProcessorCount()).isEqualTo(postProcessors);
		}, TwoUnits.class);
	}

	@Test
	void unitsOfOtherDatabasesArePassedOver() {
		whileStarting(
				(beanFactory) -> assertThat(EntityModelReader.read(beanFactory, 18, 4, null).statements()).hasSize(3),
				TwoUnits.class, OtherDatabase.class);
		whileStarting(
				(beanFactory) -> assertThatExceptionOfType(MigrationException.class)
					.isThrownBy(() -> EntityModelReader.read(beanFactory, 18, 4, null))
					.withMessage("There are no JPA entities: no persistence unit has one for PostgreSQL"),
				OtherDatabase.class);
	}

	@Test
	void contextWithoutUnitsHasNoEntities() {
		whileStarting((beanFactory) -> assertThatExceptionOfType(MigrationException.class)
			.isThrownBy(() -> EntityModelReader.read(beanFactory, 18, 4, null))
			.withMessage("There are no JPA entities: the application has no entity manager factory"));
	}

	@Test
	void applicationWithoutHibernateHasNoEntities() throws Exception {
		ClassLoader classLoader = new OverridingClassLoader(getClass().getClassLoader()) {
			@Override
			protected boolean isEligibleForOverriding(String className) {
				return className.startsWith("io.appmigrations.internal.hibernate.");
			}

			@Override
			public Class<?> loadClass(String name) throws ClassNotFoundException {
				if (name.startsWith("org.hibernate.") || name.startsWith("jakarta.persistence.")
						|| name.startsWith("org.springframework.orm.")) {
					throw new ClassNotFoundException(name);
				}
				return super.loadClass(name);
			}
		};
		MethodType type = MethodType.methodType(classLoader.loadClass(Model.class.getName()),
				ConfigurableListableBeanFactory.class, int.class, int.class, String.class);
		MethodHandle read = MethodHandles.publicLookup()
			.findStatic(classLoader.loadClass(EntityModelReader.class.getName()), "read", type);
		assertThatExceptionOfType(MigrationException.class)
			.isThrownBy(() -> read.invokeWithArguments(new DefaultListableBeanFactory(), 18, 4, null))
			.withMessage("There are no JPA entities: Hibernate is not on the class path");
	}

	@Test
	void settingsOfSpringBootCount() {
		List<String> sql = new ArrayList<>();
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(HibernateJpaAutoConfiguration.class))
			.withBean(TestUnit.NoConnections.class)
			.withUserConfiguration(Entities.class, Customized.class)
			.withPropertyValues("spring.jpa.hibernate.ddl-auto=create")
			.withBean(BeanFactoryInitializer.class, () -> (beanFactory) -> {
				sql.addAll(TestUnit
					.sql(EntityModelReader.read((ConfigurableListableBeanFactory) beanFactory, 18, 4, "public")));
				throw new Enough();
			})
			.run((context) -> assertThat(context).getFailure().isInstanceOf(Enough.class));
		assertThat(sql).containsExactly(
				"create table app.t_customer_order (is_paid char(1) check ((is_paid in ('n','y'))), id bigint not null, primary key (id))");
	}

	@Test
	void startGoesOnAfterwards(TestDatabase database) {
		boot(database).withUserConfiguration(ReadWhileStarting.class).run((context) -> {
			assertThat(context).hasNotFailed();
			ReadWhileStarting reading = context.getBean(ReadWhileStarting.class);
			assertThat(reading.migrated).containsExactly(false);
			assertThat(database.hasTable("app_migrations")).isTrue();
			assertThat(EntityModelReader.read(context.getBeanFactory(), 18, 4, "public"))
				.isEqualTo(reading.models.get(0));
		});
	}

	@Test
	void unitInUseIsNotDisturbed(TestDatabase database) {
		boot(database).run((context) -> {
			EntityManagerFactory factory = context.getBean(EntityManagerFactory.class);
			int destroyed = YesNo.DESTROYED.get();
			Model model = EntityModelReader.read(context.getBeanFactory(), 18, 4, "public");
			assertThat(TestUnit.sql(model)).containsExactly(
					"create table customer_order (is_paid char(1) check ((is_paid in ('n','y'))), id bigint not null, primary key (id))");
			assertThat(context.getBean(EntityManagerFactory.class)).isSameAs(factory);
			assertThat(YesNo.DESTROYED).hasValue(destroyed);
			factory.runInTransaction((entities) -> entities.persist(new CustomerOrder()));
			assertThat(database.jdbc().sql("select is_paid from customer_order").query(String.class).single())
				.isEqualTo("y");
		});
	}

	private static void whileStarting(Consumer<DefaultListableBeanFactory> reading, Class<?>... configurations) {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			context.registerBean(BeanFactoryInitializer.class, () -> (beanFactory) -> {
				reading.accept((DefaultListableBeanFactory) beanFactory);
				throw new Enough();
			});
			for (Class<?> configuration : configurations) {
				context.registerBean(configuration);
			}
			assertThatExceptionOfType(Enough.class).isThrownBy(context::refresh);
		}
	}

	private static ApplicationContextRunner boot(TestDatabase database) {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class,
					HibernateJpaAutoConfiguration.class, AppMigrationsAutoConfiguration.class))
			.withUserConfiguration(Entities.class)
			.withPropertyValues(database.properties())
			.withPropertyValues("app.migrations.locations=classpath:fixtures/shop",
					"spring.jpa.hibernate.ddl-auto=update");
	}

	private static LocalContainerEntityManagerFactoryBean factory(Class<?>... classes) {
		LocalContainerEntityManagerFactoryBean factory = new LocalContainerEntityManagerFactoryBean();
		factory.setDataSource(new TestUnit.NoConnections());
		factory.setJpaVendorAdapter(new HibernateJpaVendorAdapter());
		List<String> names = new ArrayList<>();
		for (Class<?> type : classes) {
			names.add(type.getName());
		}
		factory.setManagedTypes(PersistenceManagedTypes.of(names, List.of()));
		return factory;
	}

	@Configuration(proxyBeanMethods = false)
	static class TwoUnits {

		@Bean
		Object initializer() {
			throw new AssertionError("initializers must not run");
		}

		@Bean
		@DependsOn("initializer")
		LocalContainerEntityManagerFactoryBean first() {
			LocalContainerEntityManagerFactoryBean factory = factory(Shared.class, FirstOnly.class);
			factory.setBootstrapExecutor(new SimpleAsyncTaskExecutor());
			return factory;
		}

		@Bean
		LocalContainerEntityManagerFactoryBean second() {
			LocalContainerEntityManagerFactoryBean factory = factory(Shared.class, SecondOnly.class);
			factory.setPersistenceUnitName("second");
			return factory;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OtherDatabase {

		@Bean
		LocalContainerEntityManagerFactoryBean other() {
			LocalContainerEntityManagerFactoryBean factory = factory(FirstOnly.class);
			factory.setJpaPropertyMap(Map.of("hibernate.dialect", "org.hibernate.dialect.H2Dialect"));
			return factory;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EntityScan(basePackageClasses = CustomerOrder.class)
	static class Entities {

	}

	@Configuration(proxyBeanMethods = false)
	static class Customized {

		@Bean
		PhysicalNamingStrategy naming() {
			return new PhysicalNamingStrategySnakeCaseImpl() {
				@Override
				public Identifier toPhysicalTableName(Identifier logicalName, JdbcEnvironment jdbcEnvironment) {
					return Identifier.toIdentifier("t_" + super.toPhysicalTableName(logicalName, jdbcEnvironment));
				}
			};
		}

		@Bean
		HibernatePropertiesCustomizer schema() {
			return (properties) -> properties.put("hibernate.default_schema", "app");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ReadWhileStarting {

		final List<Model> models = new ArrayList<>();

		final List<Boolean> migrated = new ArrayList<>();

		@Bean
		BeanFactoryInitializer<ConfigurableListableBeanFactory> reading() {
			return (beanFactory) -> {
				this.models.add(EntityModelReader.read(beanFactory, 18, 4, "public"));
				this.migrated.add(beanFactory.containsSingleton("migrationInitializer"));
			};
		}

	}

	@Entity(name = "Shared")
	static class Shared {

		@Id
		@Nullable Long id;

	}

	@Entity(name = "first_only")
	static class FirstOnly {

		@Id
		@Nullable Long id;

	}

	@Entity(name = "SecondOnly")
	@jakarta.persistence.Table(schema = "second")
	static class SecondOnly {

		@Id
		@Nullable Long id;

	}

	/**
	 * Ends the start, as a command does.
	 */
	static final class Enough extends RuntimeException {

	}

}
