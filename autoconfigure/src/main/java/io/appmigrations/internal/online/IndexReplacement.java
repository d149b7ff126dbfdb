package io.appmigrations.internal.online;

import java.util.Objects;

import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.sql.QualifiedName;
import io.appmigrations.internal.sql.SqlToken;
import io.appmigrations.internal.sql.SqlTokens;
import io.appmigrations.internal.sql.StatementShape;

/**
 * How an index takes the place of an index or a constraint of the same name: what was
 * there stays under another name until the new index is there.
 *
 * @param rename gives what is there another name, before the index is created
 * @param drop drops it, afterwards
 */
record IndexReplacement(String rename, String drop) {

	/**
	 * Writes the statements around the creation.
	 * @param drop drops what is there
	 * @param create creates the index
	 * @param relations what is there
	 */
	static IndexReplacement of(String drop, String create, Relations relations) {
		StatementShape shape = StatementShape.of(drop);
		StatementShape created = StatementShape.of(create);
		QualifiedName table = Objects.requireNonNull(created.relation());
		String name = Objects.requireNonNull(created.name()).name();
		String old = OnlineForm.newName((one) -> relations.hasIndex(table, one), name, "", "old");
		String written = SqlTokens.withoutTail(drop.substring(shape.nameOffset(), shape.rest().offset()));
		if (shape.is("alter", "table")) {
			return new IndexReplacement(
					"alter table %s rename constraint %s to %s".formatted(written, Names.quoted(name), old),
					"alter table %s drop constraint %s".formatted(written, old));
		}
		SqlTokens tokens = SqlTokens.of(written);
		int last = 0;
		for (SqlToken token = tokens.next(); token != null; token = tokens.next()) {
			last = token.start();
		}
		return new IndexReplacement("alter index %s rename to %s".formatted(written, old),
				"drop index concurrently %s%s".formatted(written.substring(0, last), old));
	}

}
