package io.appmigrations.internal.catalog;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import io.appmigrations.internal.schema.SequenceOwner;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;

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

	/**
	 * The catalogs of operators and functions in families, and of tables and schemas in
	 * publications.
	 */
	private static final Set<Long> PARTS = Set.of(SystemCatalog.PG_AMOP.oid(), SystemCatalog.PG_AMPROC.oid(),
			SystemCatalog.PG_PUBLICATION_REL.oid(), SystemCatalog.PG_PUBLICATION_NAMESPACE.oid());

	private static final Set<Kind> WHOLES = Set.of(Kind.OPERATOR_CLASS, Kind.OPERATOR_FAMILY, Kind.PUBLICATION);

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
		removeMadeByType();
		joinParts();
		Map<ObjectId, Set<ObjectId>> edges = new TreeMap<>();
		Set<ObjectId> known = new HashSet<>();
		this.contents.objects().forEach((object) -> known.add(object.id()));
		for (Dependency dependency : this.dependencies) {
			add(dependency, edges);
		}
		this.contents.addBelow(edges);
		for (ObjectId id : known) {
			addParents(id, known, edges.computeIfAbsent(id, (key) -> new TreeSet<>()));
		}
		return edges;
	}

	private void add(Dependency dependency, Map<ObjectId, Set<ObjectId>> edges) {
		ObjectId from = this.contents.find(dependency.from());
		ObjectId to = this.contents.find(dependency.to());
		if (from == null || to == null || from.equals(to) || this.contents.isMember(dependency.from())
				|| this.contents.isDerived(dependency.from())) {
			return;
		}
		if (from.kind() == Kind.SEQUENCE && to.kind() == Kind.COLUMN) {
			ObjectId id = ObjectId.of(Kind.SEQUENCE_OWNER, from.schema(), from.name());
			this.contents.add(new SequenceOwner(id, to));
			edges.computeIfAbsent(id, (key) -> new TreeSet<>()).addAll(List.of(from, to));
		}
		else if ("P".equals(dependency.type()) && from.kind() == Kind.CONSTRAINT && to.kind() == Kind.INDEX) {
			// the key of a partition goes with the index of the table above, and is
			// there before it
			edges.computeIfAbsent(to, (key) -> new TreeSet<>()).add(from);
		}
		else {
			edges.computeIfAbsent(from, (key) -> new TreeSet<>()).add(to);
		}
	}

	/** A range type brings functions and a cast of its own. */
	private void removeMadeByType() {
		Set<ObjectId> made = new HashSet<>();
		for (Dependency dependency : this.dependencies) {
			ObjectId id = this.contents.at(dependency.from());
			if (id != null && "i".equals(dependency.type()) && (id.kind() == Kind.FUNCTION || id.kind() == Kind.CAST)) {
				made.add(id);
			}
		}
		this.contents.forget(made);
	}

	/** What a part depends on, what it is a part of depends on. */
	private void joinParts() {
		for (String type : List.of("a", "i")) {
			for (Dependency dependency : this.dependencies) {
				if (!type.equals(dependency.type()) || !PARTS.contains(dependency.from().catalog())) {
					continue;
				}
				ObjectId whole = this.contents.at(dependency.to());
				if (whole != null && WHOLES.contains(whole.kind())) {
					this.contents.locate(dependency.from(), whole);
				}
			}
		}
	}

	private static void addParents(ObjectId id, Set<ObjectId> known, Set<ObjectId> edges) {
		if (id.relation() != null) {
			ObjectId.relations(id.schema(), id.relation()).stream().filter(known::contains).forEach(edges::add);
			if (id.kind() == Kind.TABLE_TYPE) {
				known.stream()
					.filter((other) -> other.kind() == Kind.COLUMN && other.schema().equals(id.schema())
							&& id.relation().equals(other.relation()))
					.forEach(edges::add);
			}
		}
		if (id.kind() == Kind.DEFAULT) {
			edges.add(new ObjectId(Kind.COLUMN, id.schema(), id.relation(), id.name()));
		}
		if (id.kind() != Kind.SCHEMA && !id.schema().isEmpty()) {
			edges.add(ObjectId.of(Kind.SCHEMA, id.schema(), id.schema()));
		}
	}

	private record Dependency(Address from, Address to, String type) {
	}

}
