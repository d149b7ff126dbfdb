package io.appmigrations.internal.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests of which auto-configurations are left out.
 */
class CommandAutoConfigurationFilterTests {

	private static final String JDBC_TEMPLATE = "org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration";

	private static final String JDBC_CLIENT = "org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration";

	private static final String TASKS = "org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration";

	private static final String MAIL = "org.springframework.boot.mail.autoconfigure.MailSenderAutoConfiguration";

	private static final String OTHERS = "com.example.NamesAutoConfiguration";

	private static final String OWN = "io.appmigrations.autoconfigure.AppMigrationsAutoConfiguration";

	private static final String[] ALL = { OTHERS, OWN, JDBC_TEMPLATE, JDBC_CLIENT, TASKS, MAIL };

	/** Who comes after whom. */
	private static final Map<String, Set<String>> AFTER = Map.of(OTHERS, Set.of(JDBC_CLIENT, "com.example.Absent"),
			JDBC_CLIENT, Set.of(JDBC_TEMPLATE), MAIL, Set.of(TASKS), OWN, Set.of(MAIL));

	@Test
	void whatOthersComeAfterIsKeptForEntities() {
		assertThat(kept(CommandNeed.ENTITIES.property())).containsExactly(OTHERS, OWN, JDBC_TEMPLATE, JDBC_CLIENT);
		assertThat(kept()).containsExactly(OTHERS, OWN);
		assertThat(kept(CommandNeed.REVISIONS.property())).containsExactly(OTHERS, OWN, JDBC_TEMPLATE, JDBC_CLIENT,
				TASKS);
	}

	private static List<String> kept(String... needs) {
		MockEnvironment environment = new MockEnvironment().withProperty(RunningCommand.PROPERTY, "true");
		List.of(needs).forEach((need) -> environment.setProperty(need, "true"));
		AutoConfigurationMetadata metadata = mock(AutoConfigurationMetadata.class);
		given(metadata.getSet(any(), eq("AutoConfigureAfter"), any()))
			.willAnswer((call) -> AFTER.getOrDefault(call.<String>getArgument(0), call.getArgument(2)));
		CommandAutoConfigurationFilter filter = new CommandAutoConfigurationFilter();
		filter.setEnvironment(environment);
		boolean[] matches = filter.match(ALL, metadata);
		List<String> kept = new ArrayList<>();
		for (int i = 0; i < matches.length; i++) {
			if (matches[i]) {
				kept.add(ALL[i]);
			}
		}
		return kept;
	}

}
