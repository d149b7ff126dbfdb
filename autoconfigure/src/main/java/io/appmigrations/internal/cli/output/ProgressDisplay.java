package io.appmigrations.internal.cli.output;

import java.util.function.Function;

import io.appmigrations.internal.engine.DefaultMigrations;
import io.appmigrations.internal.execution.ProgressReport;
import io.appmigrations.internal.execution.ProgressReport.Display;
import io.appmigrations.internal.execution.ProgressReport.Pace;

/**
 * Shows progress on standard error: on a terminal one line that is written again,
 * elsewhere a line now and then.
 */
public final class ProgressDisplay implements Display {

	private final Answer answer;

	private boolean shown;

	private ProgressDisplay(Answer answer) {
		this.answer = answer;
	}

	/** Runs something and shows its progress, unless the user wants it quiet. */
	public static <T> T during(Answer answer, DefaultMigrations migrations, Function<DefaultMigrations, T> work) {
		if (answer.isQuiet()) {
			return work.apply(migrations);
		}
		try (ProgressReport progress = answer.isTerminal()
				? new ProgressReport(new ProgressDisplay(answer), Pace.STEADY, () -> migrations.activity().orElse(null))
				: new ProgressReport(Display.lines(answer::aside), Pace.LINES,
						() -> migrations.activity().orElse(null))) {
			return work.apply(migrations.with(progress));
		}
	}

	@Override
	public void show(String line) {
		this.answer.asideRaw(Terminal.rewritten(line));
		this.shown = true;
	}

	@Override
	public void clear() {
		if (this.shown) {
			this.answer.asideRaw(Terminal.rewritten("") + "\r");
			this.shown = false;
		}
	}

}
