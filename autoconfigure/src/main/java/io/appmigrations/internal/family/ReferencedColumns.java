package io.appmigrations.internal.family;

import java.util.ArrayList;
import java.util.List;

import io.appmigrations.internal.schema.Constraint;
import io.appmigrations.internal.sql.SqlTokens;

/**
 * The columns that foreign keys point at.
 */
public final class ReferencedColumns {

	private ReferencedColumns() {
	}

	/**
	 * Finds them.
	 * @param key a foreign key
	 * @return their names in order
	 */
	public static List<String> of(Constraint key) {
		List<String> columns = new ArrayList<>();
		SqlTokens tokens = SqlTokens.of(key.definition());
		while (!tokens.isAtEnd() && !tokens.accept("references")) {
			tokens.next();
		}
		tokens.qualifiedName();
		tokens.accept("(");
		for (String name = tokens.name(); name != null; name = tokens.name()) {
			columns.add(name);
			if (tokens.isNext(")")) {
				return columns;
			}
			tokens.accept(",");
		}
		return columns;
	}

}
