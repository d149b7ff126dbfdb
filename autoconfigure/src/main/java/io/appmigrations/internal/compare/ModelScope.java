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
 * somebody else's: a model without any says nothing about them. Beside entities, files
 * say nothing about extensions either if they have none.
 */
final class ModelScope {

	private final Model model;

	/** What revisions have made from the model. */
	private final Set<Kind> made;

	ModelScope(Model model, Set<Kind> made) {
		this.model = model;
		this.made = made;
	}

	/** The kinds of objects that are compared; those of others are left alone. */
	Set<Kind> kinds() {
		return Stream.of(Kind.values()).filter(this::isAbout).collect(Collectors.toSet());
	}

	/**
	 * Those of them that the model declares or revisions have made and that may belong to
	 * the whole database.
	 */
	Set<Kind> globals() {
		return Stream.of(Kind.values())
			.filter((kind) -> Families.of(kind).isOfDatabase(kind) && isAbout(kind)
					&& (kind.isGlobal() || isDeclared(kind)))
			.collect(Collectors.toSet());
	}

	private boolean isAbout(Kind kind) {
		if (kind == Kind.EXTENSION && !this.model.complete()) {
			return this.model.mixed() && (!this.model.extensions().isEmpty() || this.made.contains(kind));
		}
		if (!kind.isGlobal() && !kind.isPrivilege()) {
			return true;
		}
		return this.model.complete() ? isDeclared(kind)
				: this.model.mixed() && (isDeclared(kind) || this.made.contains(kind));
	}

	private boolean isDeclared(Kind kind) {
		return Families.of(kind).declarations(kind).stream().anyMatch(this::isThereStatement);
	}

	private boolean isThereStatement(String beginning) {
		return this.model.statements()
			.stream()
			.anyMatch((statement) -> SqlTokens.of(statement.sql()).isNext(beginning.split(" ")));
	}

}
