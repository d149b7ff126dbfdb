package io.appmigrations.internal.declaration;

import org.jspecify.annotations.Nullable;

/**
 * A column as it is declared.
 *
 * @param name the name
 * @param type the type as it is written
 * @param defaultValue the default as it is written, or {@code null}
 * @param notNull whether it says so; a primary key or an identity says it too
 * @param identity whether an identity column refuses values of one's own, or {@code null}
 * where it is none
 */
public record ColumnDeclaration(String name, String type, @Nullable String defaultValue, boolean notNull,
		@Nullable Boolean identity) {
}
