package io.appmigrations.autoconfigure;

import java.lang.annotation.Annotation;

import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.TestDatabase;
import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.data.jpa.test.autoconfigure.DataJpaTest;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.annotation.AnnotatedElementUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Test slices and whole applications find the auto-configuration.
 */
@DatabaseTest
class ApplicationTests {

	@Test
	void slicesImportTheAutoConfiguration() throws Exception {
		Class<?> annotation = Class
			.forName("org.springframework.boot.test.autoconfigure.jdbc.AutoConfigureDataSourceInitialization");
		assertThat(AnnotatedElementUtils.hasAnnotation(DataJpaTest.class, annotation.asSubclass(Annotation.class)))
			.isTrue();
		assertThat(AnnotatedElementUtils.hasAnnotation(annotation, ImportAutoConfiguration.class)).isTrue();
		assertThat(ImportCandidates.load(annotation, getClass().getClassLoader()))
			.contains(AppMigrationsAutoConfiguration.class.getName());
	}

	@Test
	void applicationWithNothingButTheDependencyMigrates(TestDatabase database) {
		SpringApplication application = new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.properties("DATABASE_URL=" + database.libpqUrl(), "app.migrations.locations=classpath:fixtures/shop")
			.build();
		try (ConfigurableApplicationContext context = application.run()) {
			assertThat(context.getEnvironment().getProperty("spring.datasource.url")).isEqualTo(database.url());
			assertThat(database.rows()).containsExactly("shop2");
		}
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
