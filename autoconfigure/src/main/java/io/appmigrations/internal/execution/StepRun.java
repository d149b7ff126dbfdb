package io.appmigrations.internal.execution;

import java.util.function.Consumer;

import io.appmigrations.Step;

/**
 * One run of a step that does not run in one transaction.
 *
 * @param step the step
 * @param progress says during and after the run how far it came
 * @param display is told what people want to see meanwhile
 */
record StepRun(Step step, StepProgress progress, Consumer<String> display) {
}
