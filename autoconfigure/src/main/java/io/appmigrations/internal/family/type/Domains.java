package io.appmigrations.internal.family.type;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import io.appmigrations.internal.family.Adoption;
import io.appmigrations.internal.family.Alteration;
import io.appmigrations.internal.family.RefusedRows;
import io.appmigrations.internal.family.SqlWriter;
import io.appmigrations.internal.family.Transition;
import io.appmigrations.internal.family.constraint.Constraints;
import io.appmigrations.internal.family.constraint.NotNulls;
import io.appmigrations.internal.family.read.Row;
import io.appmigrations.internal.family.rename.RenameSql;
import io.appmigrations.internal.schema.Constraint;
import io.appmigrations.internal.schema.Domain;
import io.appmigrations.internal.schema.NotNull;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.model.Kind;
import io.appmigrations.model.Note;
import io.appmigrations.model.ObjectId;
import io.appmigrations.model.Rename;
import org.jspecify.annotations.Nullable;

/**
 * Domains. Their checks are a family of their own.
 */
public final class Domains extends Types {

	static Domain read(Row row) {
		NotNull notNull = row.flag("typnotnull")
				? new NotNull(row.string("not_null_name"), true, true, row.string("not_null_comment")) : null;
		return new Domain(TypeReader.id(Kind.DOMAIN, row), row.text("base_type"), row.string("collation"),
				row.string("typdefault"), notNull, row.string("comment"));
	}

	@Override
	protected List<String> create(SchemaObject object, Set<ObjectId> parts, SqlWriter writer) {
		Domain domain = (Domain) object;
		StringBuilder sql = new StringBuilder("create domain %s as %s%s".formatted(writer.names().of(domain.id()),
				domain.type(), Collations.clause(domain.collation())));
		if (domain.defaultExpression() != null) {
			sql.append(" default ").append(domain.defaultExpression());
		}
		sql.append(NotNulls.clause(domain.id(), domain.notNull(), false));
		writer.parts(parts, Constraint.class)
			.forEach((constraint) -> sql.append("\n\t").append(Constraints.definition(constraint)));
		return List.of(sql.toString());
	}

	@Override
	protected List<String> comments(SchemaObject object, SqlWriter writer) {
		return NotNulls.withComment(super.comments(object, writer), object.id(), ((Domain) object).notNull(), writer);
	}

	@Override
	protected @Nullable Alteration alterInPlace(SchemaObject before, SchemaObject after, Transition transition) {
		Domain old = (Domain) before;
		Domain domain = (Domain) after;
		if (!old.type().equals(domain.type()) || !Objects.equals(old.collation(), domain.collation())) {
			return Alteration.replacement();
		}
		if (old.notNull() == null && domain.notNull() != null && transition.replacements().isUsedInside(domain.id())) {
			return Alteration.replacement();
		}
		String prefix = "alter domain %s ".formatted(transition.names().of(domain.id()));
		List<String> sql = new ArrayList<>();
		if (!Objects.equals(old.defaultExpression(), domain.defaultExpression())) {
			sql.add(prefix + ((domain.defaultExpression() != null) ? "set default " + domain.defaultExpression()
					: "drop default"));
		}
		Alteration alteration = Alteration.of(sql);
		NotNull present = old.notNull();
		NotNull wanted = domain.notNull();
		if (present != null && wanted != null) {
			Rename rename = NotNulls.rename(domain.id(), present, wanted);
			NotNulls.alter(domain.id(), present, wanted,
					(rename != null) ? RenameSql.change(rename, transition.names()).sql() : List.of(), List.of(),
					transition.writer(), alteration);
		}
		else if (present != null) {
			alteration.sql().add(prefix + "drop not null");
		}
		else if (wanted != null) {
			alteration.sql().addAll(NotNulls.add(domain, wanted, transition.writer()));
		}
		return alteration;
	}

	@Override
	public boolean isSame(SchemaObject before, SchemaObject after) {
		return comparable((Domain) before).equals(comparable((Domain) after));
	}

	private static Domain comparable(Domain domain) {
		return domain.withNotNull(NotNulls.comparable(domain.id(), domain.notNull()));
	}

	@Override
	public List<Note> refusedByAlteration(SchemaObject object, RefusedRows rows) {
		return rows.alteredDomain((Domain) object);
	}

	@Override
	public @Nullable SchemaObject compared(SchemaObject declared, @Nullable SchemaObject present, Adoption adoption) {
		Domain domain = (Domain) declared;
		return (present instanceof Domain old)
				? domain.withNotNull(NotNulls.keepingName(domain.id(), domain.notNull(), old.notNull())) : domain;
	}

	@Override
	public @Nullable ObjectId recordBeside(SchemaObject object) {
		return object.id();
	}

}
