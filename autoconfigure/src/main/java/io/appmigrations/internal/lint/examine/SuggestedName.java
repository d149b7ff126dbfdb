package io.appmigrations.internal.lint.examine;

import java.util.stream.Collectors;

import io.appmigrations.internal.measure.Relation;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.sql.QualifiedName;

/**
 * Names in SQL that can be pasted: quoted where PostgreSQL needs it.
 */
public final class SuggestedName {

	private SuggestedName() {
	}

	/**
	 * Writes a name of one part.
	 * @param name the name as the catalog has it
	 * @return the name for SQL
	 */
	public static String ofPart(String name) {
		return Names.quoted(name);
	}

	/**
	 * Writes a name as messages have it.
	 * @param name the name, behind its schema and a dot where that is known
	 * @return the name for SQL
	 */
	public static String of(String name) {
		int dot = name.indexOf('.');
		return (dot < 0) ? Names.quoted(name)
				: Names.quoted(name.substring(0, dot)) + "." + Names.quoted(name.substring(dot + 1));
	}

	/**
	 * Writes a name as a statement has it.
	 * @param name the name
	 * @return the name for SQL
	 */
	public static String of(QualifiedName name) {
		return name.parts().stream().map(Names::quoted).collect(Collectors.joining("."));
	}

	/**
	 * Writes the name of a relation.
	 * @param relation the relation
	 * @return the name for SQL, with its schema where it is known
	 */
	public static String of(Relation relation) {
		String name = Names.quoted(relation.name());
		return relation.schema().isEmpty() ? name : Names.quoted(relation.schema()) + "." + name;
	}

}
