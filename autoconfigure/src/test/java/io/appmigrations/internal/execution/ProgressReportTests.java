package io.appmigrations.internal.execution;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.appmigrations.Revision;
import io.appmigrations.Step;
import io.appmigrations.StepResult;
import io.appmigrations.internal.execution.ProgressReport.Display;
import io.appmigrations.internal.execution.ProgressReport.Pace;
import io.appmigrations.internal.graph.MigrationPlan;
import io.appmigrations.internal.graph.RevisionGraph;
import io.appmigrations.internal.graph.Target;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ProgressReport}, with a clock that stands still.
 */
class ProgressReportTests {

	private final List<String> lines = new ArrayList<>();

	private Duration now = Duration.ofDays(1);

	private @Nullable String activity;

	private int asked;

	private final List<Step> steps = MigrationPlan
		.upgrade(RevisionGraph.of(List.of(revision("a1"), revision("b2", "a1"))), Set.of(), Target.HEADS)
		.steps();

	@Test
	void linesComeAtGrowingIntervals() {
		try (ProgressReport progress = progress(Pace.SLOW)) {
			progress.beforePlan(this.steps);
			progress.beforeRevision(this.steps.get(0));
			List<Long> seconds = new ArrayList<>();
			for (long second = 0; second <= 1_300; second++) {
				progress.tick();
				if (this.lines.size() > seconds.size()) {
					seconds.add(second);
				}
				this.now = this.now.plusSeconds(1);
			}
			assertThat(seconds).containsExactly(5L, 15L, 35L, 75L, 155L, 315L, 615L, 915L, 1215L);
			assertThat(this.lines).element(1).isEqualTo("[1/2] upgrade a1 (make\\u001b[0m a1)  15 s");
			assertThat(this.asked).isEqualTo(seconds.size());
		}
	}

	@Test
	void eachRevisionBeginsAnew() {
		try (ProgressReport progress = progress(Pace.SLOW)) {
			progress.beforePlan(this.steps);
			progress.beforeRevision(this.steps.get(0));
			tickAfter(progress, 4);
			progress.afterRevision(new StepResult(this.steps.get(0), 1));
			tickAfter(progress, 60);
			progress.beforeRevision(this.steps.get(1));
			tickAfter(progress, 4);
			assertThat(this.lines).isEmpty();
			this.activity = "index i: building index 45 %";
			tickAfter(progress, 2);
			assertThat(this.lines)
				.containsExactly("[2/2] upgrade b2 (make\\u001b[0m b2)  6 s  index i: building index 45 %");
		}
	}

	@Test
	void whatTheRevisionSaysItselfComesBeforeWhatTheServerDoes() {
		try (ProgressReport progress = progress(Pace.SLOW)) {
			progress.beforePlan(this.steps);
			progress.beforeRevision(this.steps.get(0));
			this.activity = "index i: building index 45 %";
			progress.progress(this.steps.get(0), "t.id: 5 rows");
			progress.progress(this.steps.get(0), "t.id: 7 rows");
			tickAfter(progress, 6);
			assertThat(this.lines).containsExactly("[1/2] upgrade a1 (make\\u001b[0m a1)  6 s  t.id: 7 rows");
			assertThat(this.asked).isZero();
			progress.beforeRevision(this.steps.get(1));
			tickAfter(progress, 6);
			assertThat(this.lines).last().asString().endsWith("index i: building index 45 %");
		}
	}

	@Test
	void tenantsAreCounted() {
		try (ProgressReport progress = progress(Pace.LINES)) {
			progress.beforeTenants(3);
			Step step = this.steps.get(0);
			progress.beforePlan(this.steps);
			progress.beforeRevision(step);
			tickAfter(progress, 2);
			progress.afterTenant("x", 1, 3);
			tickAfter(progress, 10);
			progress.afterTenant("y", 2, 3);
			progress.afterTenant("z", 3, 3);
			tickAfter(progress, 60);
			assertThat(this.lines).containsExactly("[0/3] tenants  2 s", "[1/3] tenants  12 s");
		}
	}

	@Test
	void comparisonsSayTheirPart() {
		try (ProgressReport progress = progress(Pace.LINES)) {
			progress.comparing("reading the database");
			tickAfter(progress, 0);
			progress.comparing("trying");
			tickAfter(progress, 3);
			progress.compared();
			tickAfter(progress, 60);
			assertThat(this.lines).containsExactly("comparing with the model: trying  3 s");
		}
	}

	private void tickAfter(ProgressReport progress, int seconds) {
		this.now = this.now.plusSeconds(seconds);
		progress.tick();
	}

	private ProgressReport progress(Pace pace) {
		return new ProgressReport(Display.lines(this.lines::add), pace, () -> {
			this.asked++;
			return this.activity;
		}, () -> this.now.toNanos(), false);
	}

	private static Revision revision(String id, String... parents) {
		return new Revision(id, List.of(parents), List.of(), List.of(), "make\u001b[0m " + id, null, id + ".sql");
	}

}
