package io.appmigrations.internal.compare;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.appmigrations.internal.family.Families;
import io.appmigrations.internal.sql.SqlTokens;
import io.appmigrations.model.Kind;
import io.appmigrations.model.Model;

/**
 * What a model is about. Privileges, and what belongs to the whole database, are often
 * somebody else's: a model without any says nothing about them.
 */
final class ModelScope {

	private final Model model;

	ModelScope(Model model) {
		this.model = model;
	}

	/** The kinds of objects that are compared; those of others are left alone. */
	Set<Kind> kinds() {
		return Stream.of(Kind.values()).filter(this::isAbout).collect(Collectors.toSet());
	}

	private boolean isAbout(Kind kind) {
		if (!kind.isGlobal() && !kind.isPrivilege()) {
			return true;
		}
		return this.model.complete() && Families.of(kind)
			.declarations(kind)
			.stream()
			.anyMatch((beginning) -> declares(beginning.split(" ")));
	}

	/** Whether there is a statement that begins with certain key words. */
	boolean declares(String... words) {
		return this.model.statements().stream().anyMatch((statement) -> SqlTokens.of(statement.sql()).isNext(words));
	}

}
