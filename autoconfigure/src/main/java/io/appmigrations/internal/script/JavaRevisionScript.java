package io.appmigrations.internal.script;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

import io.appmigrations.Direction;
import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.Revision;
import io.appmigrations.javarevision.JavaRevision;
import io.appmigrations.javarevision.ReversibleJavaRevision;
import io.appmigrations.javarevision.RevisionInfo;
import org.jspecify.annotations.Nullable;

import org.springframework.core.annotation.AnnotationUtils;

/**
 * A Java revision as a node of the graph.
 *
 * @param revision what its annotation says
 * @param type its class
 * @param inTransaction whether it runs in one transaction
 * @param instance makes or finds the instance, when it is to run
 */
public record JavaRevisionScript(Revision revision, Class<?> type, boolean inTransaction,
		Supplier<? extends JavaRevision> instance) implements RevisionScript {

	/**
	 * Reads the annotation of a class.
	 * @param type a class that implements {@link JavaRevision}
	 * @param instance makes or finds the instance
	 * @return the revision
	 * @throws MigrationException with {@code invalid_script} where the annotation is
	 * missing or malformed
	 */
	public static JavaRevisionScript of(Class<?> type, Supplier<? extends JavaRevision> instance) {
		RevisionInfo info = AnnotationUtils.findAnnotation(type, RevisionInfo.class);
		if (info == null) {
			throw new MigrationException(ErrorCode.INVALID_SCRIPT,
					"The Java revision %s has no @RevisionInfo".formatted(type.getName()),
					"Annotate the class with @RevisionInfo(revision = \"...\", downRevision = \"...\", message = \"...\").");
		}
		requireNames(type, "downRevision", info.downRevision());
		requireNames(type, "dependsOn", info.dependsOn());
		requireNames(type, "branchLabels", info.branchLabels());
		Revision revision = new Revision(info.revision(), List.of(info.downRevision()), List.of(info.dependsOn()),
				List.of(info.branchLabels()), info.message(), created(type, info.created()), type.getName());
		return new JavaRevisionScript(revision, type, info.transaction(), instance);
	}

	private static void requireNames(Class<?> type, String attribute, String[] names) {
		if (Arrays.stream(names).anyMatch(String::isBlank)) {
			throw new MigrationException(ErrorCode.INVALID_SCRIPT,
					"%s: %s = \"\" in @RevisionInfo is empty".formatted(type.getName(), attribute),
					"Give a value, or omit %s if there is none.".formatted(attribute));
		}
	}

	private static @Nullable Instant created(Class<?> type, String created) {
		try {
			return created.isEmpty() ? null : OffsetDateTime.parse(created).toInstant();
		}
		catch (DateTimeParseException ex) {
			throw new MigrationException(ErrorCode.INVALID_SCRIPT,
					"%s: '%s' is not a valid time".formatted(type.getName(), created),
					"Write a time such as 2026-11-22T10:15:00Z.");
		}
	}

	/**
	 * Returns what a generated revision says of itself.
	 * @return the lines of its annotation, none where it was written by hand
	 */
	public List<String> generated() {
		RevisionInfo info = AnnotationUtils.findAnnotation(this.type, RevisionInfo.class);
		return (info != null) ? List.of(info.generated()) : List.of();
	}

	@Override
	public @Nullable String importedFrom() {
		String key = Header.IMPORTED_FROM.key() + ":";
		return generated().stream()
			.filter((line) -> line.startsWith(key))
			.map((line) -> line.substring(key.length()).strip())
			.findFirst()
			.orElse(null);
	}

	@Override
	public boolean reversible() {
		return ReversibleJavaRevision.class.isAssignableFrom(this.type);
	}

	@Override
	public boolean transactional(Direction direction) {
		return this.inTransaction;
	}

	@Override
	public @Nullable String checksum() {
		return null;
	}

	@Override
	public @Nullable String text(Direction direction) {
		return null;
	}

}
