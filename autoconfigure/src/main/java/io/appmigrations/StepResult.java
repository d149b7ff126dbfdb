package io.appmigrations;

/**
 * A step that was run.
 *
 * @param step the step
 * @param millis how long it took, in milliseconds
 */
public record StepResult(Step step, long millis) {
}
