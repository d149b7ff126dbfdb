package io.appmigrations.internal.catalog;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.appmigrations.internal.family.Families;
import io.appmigrations.internal.family.read.Address;
import io.appmigrations.internal.family.read.CatalogContents;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * What depends on what. Read before anything else, since it says what is an extension's.
 */
final class Dependencies {

	/**
	 * Also which operators there are shells because of, which PostgreSQL does not note.
	 */
	static final String QUERY = """
			select d.classid::int8, d.objid::int8, d.objsubid, d.refclassid::int8, d.refobjid::int8, d.refobjsubid,
			  d.deptype
			from pg_catalog.pg_depend d
			where d.objid >= 16384 and d.deptype <> 'p'
			union all
			select c.oid::int8, shell.oid::int8, 0, c.oid::int8, o.oid::int8, 0, 'n'
			from (select 'pg_catalog.pg_operator'::pg_catalog.regclass as oid) c
			cross join pg_catalog.pg_operator shell
			join pg_catalog.pg_operator o on shell.oid in (o.oprcom, o.oprnegate)
			where shell.oprcode = 0""";

	private final CatalogContents contents;

	private final List<Dependency> dependencies = new ArrayList<>();

	Dependencies(CatalogContents contents) {
		this.contents = contents;
	}

	/** Reads the rows, by number since there are many. */
	int read(ResultSet rows) throws SQLException {
		while (rows.next()) {
			Address from = new Address(rows.getLong(1), rows.getLong(2), rows.getInt(3));
			Address to = new Address(rows.getLong(4), rows.getLong(5), rows.getInt(6));
			String type = rows.getString(7);
			if ("e".equals(type)) {
				this.contents.member(from, to);
			}
			else {
				this.dependencies.add(new Dependency(from, to, type));
			}
		}
		return this.dependencies.size();
	}

	/**
	 * Finds out what each object cannot be without, when all of them are read.
	 */
	Map<ObjectId, Set<ObjectId>> edges() {
		this.contents.locateMembers();
		forgetCreatedWithOther();
		joinParts();
		Set<ObjectId> known = new HashSet<>();
		this.contents.objects().forEach((object) -> known.add(object.id()));
		for (Dependency dependency : this.dependencies) {
			ObjectId from = this.contents.find(dependency.from());
			ObjectId to = this.contents.find(dependency.to());
			if (from != null && to != null && !from.equals(to) && !this.contents.isMember(dependency.from())
					&& !this.contents.isDerived(dependency.from())) {
				Families.of(from.kind()).readDependency(from, to, dependency.type(), this.contents);
				ObjectId heir = heir(dependency.to());
				if (heir != null && !heir.equals(from)) {
					Families.of(from.kind()).readDependency(from, heir, dependency.type(), this.contents);
				}
			}
		}
		for (ObjectId id : known) {
			if (id.relation() != null) {
				ObjectId.relations(id.schema(), id.relation())
					.stream()
					.filter(known::contains)
					.forEach((relation) -> this.contents.depend(id, relation));
			}
			Families.of(id.kind()).below(id, known).forEach((other) -> this.contents.depend(id, other));
		}
		return this.contents.below();
	}

	/** The table whose column is named, where it has inherited the column. */
	private @Nullable ObjectId heir(Address column) {
		return (column.column() != 0 && this.contents.isDerived(column)) ? this.contents.at(column.withoutColumn())
				: null;
	}

	private void forgetCreatedWithOther() {
		Set<ObjectId> created = new HashSet<>();
		for (Dependency dependency : this.dependencies) {
			ObjectId id = this.contents.at(dependency.from());
			if (id != null && "i".equals(dependency.type()) && Families.of(id.kind()).isCreatedWithOther()) {
				created.add(id);
			}
		}
		this.contents.forget(created);
	}

	/** What a part depends on, what it is a part of depends on. */
	private void joinParts() {
		for (String type : List.of("a", "i")) {
			for (Dependency dependency : this.dependencies) {
				ObjectId whole = type.equals(dependency.type()) ? this.contents.at(dependency.to()) : null;
				if (whole != null && Families.of(whole.kind()).isPart(whole.kind(), dependency.from())) {
					this.contents.locate(dependency.from(), whole);
				}
			}
		}
	}

	private record Dependency(Address from, Address to, String type) {
	}

}
