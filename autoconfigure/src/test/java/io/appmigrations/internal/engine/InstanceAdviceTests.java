package io.appmigrations.internal.engine;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link InstanceAdvice}.
 */
class InstanceAdviceTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					or app.migrations.username and .password for a separate login. | or app.migrations.instances.x.username and .password for a separate login.
					With app.migrations.connect-retries, it waits | With app.migrations.instances.x.connect-retries, it waits
					Select one: --app.migrations.tenants.schemas=A | Select one: --app.migrations.instances.x.tenants.schemas=A
					Correct app.migrations.default-schema. | Correct app.migrations.instances.x.default-schema.
					Remove app.migrations.transaction=all. | Remove app.migrations.transaction=all.
					Set app.migrations.instances.x.url. | Set app.migrations.instances.x.url.
					Set app.migrations.order. | Set app.migrations.order.
					See my.app.migrations.url. | See my.app.migrations.url.
					""")
	void hintNamesWhatTheInstanceHas(String text, String expected) {
		assertThat(InstanceAdvice.hint("x", text)).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					app.migrations.tenants.query: no such table | app.migrations.instances.x.tenants.query: no such table
					app.migrations.version-table-schema cannot be set | app.migrations.instances.x.version-table-schema cannot be set
					app.migrations.version-table: no name | app.migrations.version-table: no name
					app.migrations.tenants.parallelism must be 1 | app.migrations.tenants.parallelism must be 1
					app.migrations.lock.type=shedlock needs it | app.migrations.lock.type=shedlock needs it
					""")
	void messageNamesWhatOnlyTheInstanceCanHave(String text, String expected) {
		assertThat(InstanceAdvice.message("x", text)).isEqualTo(expected);
	}

}
