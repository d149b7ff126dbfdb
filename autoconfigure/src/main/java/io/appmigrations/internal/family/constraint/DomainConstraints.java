package io.appmigrations.internal.family.constraint;

import java.util.List;
import java.util.stream.Stream;

import io.appmigrations.internal.family.Difference;
import io.appmigrations.internal.family.SqlWriter;
import io.appmigrations.internal.family.TypeReplacements;
import io.appmigrations.internal.family.read.Address;
import io.appmigrations.internal.family.read.CatalogContents;
import io.appmigrations.internal.family.read.PrintedSql;
import io.appmigrations.internal.family.read.Row;
import io.appmigrations.internal.family.read.SystemCatalog;
import io.appmigrations.internal.schema.Constraint;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.model.Change.Action;
import io.appmigrations.model.ConstraintType;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;

/**
 * Checks of domains.
 */
public final class DomainConstraints extends Constraints {

	static void read(Address address, Row row, CatalogContents contents) {
		ObjectId domain = contents.at(new Address(SystemCatalog.PG_TYPE, row.number("contypid")));
		if (domain != null) {
			contents.add(address,
					new Constraint(ObjectId.member(Kind.DOMAIN_CONSTRAINT, domain, row.text("conname")),
							ConstraintType.CHECK, PrintedSql.restored(row.text("definition")), List.of(), List.of(),
							null, false, true, row.string("comment")));
		}
	}

	@Override
	String owner() {
		return "domain";
	}

	@Override
	protected String reference(ObjectId id, SqlWriter writer) {
		return "constraint %s on domain %s".formatted(Names.quoted(id.name()), writer.names().relationOf(id));
	}

	@Override
	protected String relation(ObjectId id, String relation, Names names) {
		return names.type(id.schema(), relation);
	}

	@Override
	public int phase(Kind kind, Action action) {
		return (action == Action.DROP) ? 9 : 2;
	}

	@Override
	protected ObjectId madeWith(ObjectId id, Difference difference) {
		return (difference.to().get(id) instanceof Constraint check && isCreatedAlone(check)) ? id
				: difference.madeWith(id, domain(id));
	}

	private static ObjectId domain(ObjectId check) {
		return ObjectId.of(Kind.DOMAIN, check.schema(), String.valueOf(check.relation()));
	}

	/** PostgreSQL does not look into arrays and the like for what a check refuses. */
	@Override
	public void complete(Difference difference) {
		TypeReplacements replacements = difference.transition().replacements();
		Stream.concat(difference.created().stream(), difference.altered().keySet().stream())
			.filter((id) -> id.kind() == Kind.DOMAIN_CONSTRAINT)
			.map(DomainConstraints::domain)
			.distinct()
			.filter((domain) -> difference.from().get(domain) != null && replacements.isUsedInside(domain))
			.forEach(replacements::replace);
	}

	@Override
	public String rename(ObjectId id, String newName, Names names) {
		return "alter domain %s rename constraint %s to %s".formatted(names.relationOf(id), Names.quoted(id.name()),
				Names.quoted(newName));
	}

}
