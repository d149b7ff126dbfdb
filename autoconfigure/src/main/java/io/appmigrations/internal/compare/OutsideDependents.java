package io.appmigrations.internal.compare;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.family.Families;
import io.appmigrations.internal.family.read.CatalogPlace;
import io.appmigrations.internal.family.rename.RenameSteps;
import io.appmigrations.internal.schema.Column;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.model.Change;
import io.appmigrations.model.ObjectId;
import io.appmigrations.model.Rename;

/**
 * What is not compared and needs what changes drop or give another type, such as a view
 * in another schema or the filter of a publication: nobody drops it before, so that
 * PostgreSQL refuses the changes. Scratch schemas do not have it.
 */
final class OutsideDependents {

	/**
	 * A column whose type changes may be referred to by a key: that is tried with the
	 * values.
	 */
	private static final String QUERY = """
			with going as materialized (
			  select g.what, g.catalog::pg_catalog.regclass::pg_catalog.oid as classid, g.object::pg_catalog.oid as objid, g.part, g.retyped
			  from (%s) g (what, catalog, object, part, retyped)),
			rows as (
			  select g.what, 'pg_catalog.pg_type'::pg_catalog.regclass::pg_catalog.oid as classid, t.oid as objid, 0 as part, false as retyped
			  from going g join pg_catalog.pg_type t on case g.classid
			    when 'pg_catalog.pg_class'::pg_catalog.regclass then t.typrelid = g.objid
			    when 'pg_catalog.pg_type'::pg_catalog.regclass then t.typelem = g.objid and t.typcategory = 'A' end
			  where g.part is null)
			select distinct g.what, pg_catalog.pg_describe_object(d.classid, d.objid, d.objsubid)
			from (select * from going union all select * from rows) g
			join pg_catalog.pg_depend d on d.refclassid = g.classid and d.refobjid = g.objid and d.deptype = 'n'
			  and (g.part is null or d.refobjsubid = g.part)
			left join pg_catalog.pg_rewrite w on d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass and w.oid = d.objid
			left join pg_catalog.pg_attrdef a on d.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass and a.oid = d.objid
			left join pg_catalog.pg_policy p on d.classid = 'pg_catalog.pg_policy'::pg_catalog.regclass and p.oid = d.objid
			left join pg_catalog.pg_trigger t on d.classid = 'pg_catalog.pg_trigger'::pg_catalog.regclass and t.oid = d.objid
			left join pg_catalog.pg_constraint k on d.classid = 'pg_catalog.pg_constraint'::pg_catalog.regclass and k.oid = d.objid
			left join pg_catalog.pg_proc f on d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass and f.oid = d.objid
			left join pg_catalog.pg_type y on d.classid = 'pg_catalog.pg_type'::pg_catalog.regclass and y.oid = d.objid
			left join pg_catalog.pg_class c on c.oid = coalesce(w.ev_class, a.adrelid, p.polrelid, t.tgrelid,
			  case when d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass then d.objid end)
			left join pg_catalog.pg_namespace n
			  on n.oid = coalesce(c.relnamespace, k.connamespace, f.pronamespace, y.typnamespace)
			where (n.nspname <> all (%s) or d.classid = 'pg_catalog.pg_publication_rel'::pg_catalog.regclass and not %s)
			  and not (g.retyped and k.oid is not null)
			  and not exists (select from pg_catalog.pg_depend e
			    where e.classid = d.classid and e.objid = d.objid and e.deptype = 'e')
			order by 1, 2""";

	private final MigrationConnection connection;

	private final Schema start;

	private final Schema target;

	private final List<Rename> renames;

	/**
	 * Prepares the search.
	 * @param connection where to look
	 * @param start what is compared, as it is called after the renames
	 * @param target the desired schema
	 * @param renames the renames
	 */
	OutsideDependents(MigrationConnection connection, Schema start, Schema target, List<Rename> renames) {
		this.connection = connection;
		this.start = start;
		this.target = target;
		this.renames = renames;
	}

	/**
	 * Finds them.
	 * @param changes the changes
	 * @param replaced types that give their names to successors
	 * @param leftOut changes that are not made
	 * @param schemas the schemas that are compared
	 * @param publications whether publications are
	 * @return what is wrong, a line each
	 */
	List<String> find(Collection<Change> changes, Set<ObjectId> replaced, Collection<Change> leftOut,
			Set<String> schemas, boolean publications) {
		Set<String> going = new TreeSet<>();
		Names names = new Names("");
		for (Change change : changes) {
			if (change.action() == Change.Action.DROP && this.start.get(change.object()) != null) {
				going.addAll(rows(change.object(), names, false));
			}
		}
		replaced.forEach((type) -> going.addAll(rows(type, names, false)));
		this.start.all(Column.class)
			.stream()
			.filter((column) -> isRetyped(column, replaced)
					&& leftOut.stream().noneMatch((change) -> change.object().equals(column.id())))
			.forEach((column) -> going.addAll(rows(column.id(), names, true)));
		if (going.isEmpty()) {
			return List.of();
		}
		return query(this.connection, going, schemas, publications).stream()
			.map((found) -> "the upgrade would fail: %s depends on %s and is not compared".formatted(found.get(1),
					found.get(0)))
			.toList();
	}

	/**
	 * Finds extensions that cannot go: they belong to the whole database, also to what is
	 * not compared.
	 * @param connection where to look
	 * @param extensions extensions
	 * @param schemas the schemas that are compared
	 * @return those of them that something in another schema needs
	 */
	static Set<ObjectId> needed(MigrationConnection connection, Collection<ObjectId> extensions, Set<String> schemas) {
		if (extensions.isEmpty()) {
			return Set.of();
		}
		Set<String> members = new TreeSet<>();
		extensions.forEach((id) -> members.add("""
				select %1$s, m.classid::pg_catalog.regclass::pg_catalog.text, m.objid, null::pg_catalog.int4, false
				from pg_catalog.pg_depend m join pg_catalog.pg_extension e on e.oid = m.refobjid
				where m.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass and m.deptype = 'e'
				  and e.extname = %1$s""".formatted(Names.literal(id.name()))));
		Set<String> needed = new HashSet<>();
		query(connection, members, schemas, true).forEach((found) -> needed.add(found.get(0)));
		return extensions.stream().filter((id) -> needed.contains(id.name())).collect(Collectors.toSet());
	}

	/** What is needed, and what needs it. */
	private static List<List<String>> query(MigrationConnection connection, Set<String> going, Set<String> schemas,
			boolean publications) {
		return connection.query(QUERY.formatted(String.join(" union all ", going), Names.literals(schemas),
				String.valueOf(publications)), (rows) -> {
					List<List<String>> found = new ArrayList<>();
					while (rows.next()) {
						found.add(List.of(rows.getString(1), rows.getString(2)));
					}
					return found;
				});
	}

	private boolean isRetyped(Column column, Set<ObjectId> replaced) {
		SchemaObject after = this.target.get(column.id());
		return after instanceof Column other && (!other.type().equals(column.type())
				|| this.start.dependencies(column.id()).stream().anyMatch(replaced::contains));
	}

	/** Where an object is in the catalog, under its name before the renames. */
	private List<String> rows(ObjectId after, Names names, boolean retyped) {
		ObjectId id = RenameSteps.before(this.renames, after);
		CatalogPlace place = Families.of(id.kind()).place(id, names);
		return (place == null) ? List.of()
				: List.of("select %s, 'pg_catalog.%s', %s::pg_catalog.oid, %s::pg_catalog.int4, %s".formatted(
						Names.literal("%s %s".formatted(id.kind().keyword(), id)), place.catalog(), place.oid(),
						place.column(), String.valueOf(retyped)));
	}

}
