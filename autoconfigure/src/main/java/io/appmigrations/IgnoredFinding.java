package io.appmigrations;

/**
 * A finding that its revision says does no harm.
 *
 * @param finding the finding
 * @param reason why it does no harm, as {@code -- lint:ignore} says
 */
public record IgnoredFinding(LintFinding finding, String reason) {
}
