package io.appmigrations.internal.family;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import io.appmigrations.internal.family.read.Address;
import io.appmigrations.internal.family.read.CatalogContents;
import io.appmigrations.internal.family.read.CatalogPlace;
import io.appmigrations.internal.family.read.CatalogQuery;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * How a family of objects is read from the catalog. A family whose rows are read along
 * with those of another one ({@code RelationReader} and the like) says nothing here.
 */
abstract class FamilyReading {

	/**
	 * Returns the queries that read objects of the family and nothing else.
	 * @param majorVersion the version of PostgreSQL
	 * @return queries, each with what becomes of its rows
	 */
	protected List<CatalogQuery> queries(int majorVersion) {
		return List.of();
	}

	/**
	 * Returns the parts of the query for {@linkplain DefinitionQuery definitions} that
	 * read objects of the family.
	 * @param majorVersion the version of PostgreSQL
	 * @return a {@code select} for one kind or several, each with where it has rows
	 */
	protected List<DefinitionSelect> definitions(int majorVersion) {
		return List.of();
	}

	/**
	 * Returns the name that the statements of a definition have.
	 * @param id the object
	 * @param names writes names
	 * @return the name without what tells objects of one name apart
	 */
	protected String plainName(ObjectId id, Names names) {
		return names.of(id);
	}

	/**
	 * Finds an object in the catalog.
	 * @param id the object
	 * @param names writes names
	 * @return where it is, or {@code null} where nothing that is not compared can need it
	 */
	public @Nullable CatalogPlace place(ObjectId id, Names names) {
		return null;
	}

	/**
	 * Returns the query for the statements by which objects that belong to the whole
	 * database make room in it for a while: they get another name
	 * ({@link DefinitionQuery#ASIDE}), or go.
	 * @param kind the kind of the objects
	 * @return a {@code select} of statements in their order, nothing where the objects go
	 * along with others
	 */
	public Optional<String> makingRoom(Kind kind) {
		return Optional.empty();
	}

	/** The query for objects that get another name. */
	protected static String renamingAside(Kind kind, String catalog, String prefix) {
		return """
				select pg_catalog.format('alter :kind %I rename to %I', g.:name, ':aside' || g.:name)
				from pg_catalog.:catalog g
				where pg_catalog.pg_has_role(g.:owner, 'USAGE')
				  and not exists (select from pg_catalog.pg_depend d where d.objid = g.oid and d.deptype = 'e')
				order by g.:name""".replace(":kind", kind.keyword())
			.replace(":catalog", catalog)
			.replace(":name", prefix + "name")
			.replace(":owner", prefix + "owner")
			.replace(":aside", DefinitionQuery.ASIDE);
	}

	/**
	 * Returns how statements begin that make a model say something about a kind of
	 * objects that it may leave out.
	 * @param kind the kind
	 * @return the key words
	 */
	public List<String> declarations(Kind kind) {
		return List.of("create " + kind.keyword());
	}

	/**
	 * Reads that an object of the family cannot be without another one.
	 * @param id the object
	 * @param other the other one
	 * @param type the code that {@code pg_depend} has for it
	 * @param contents what is read
	 */
	public void readDependency(ObjectId id, ObjectId other, String type, CatalogContents contents) {
		contents.depend(id, other);
	}

	/**
	 * Whether a row of the catalog is a part of an object that it depends on: what it
	 * depends on besides, the object depends on.
	 * @param kind the kind of the object
	 * @param part the row
	 * @return {@code false} for objects of one row
	 */
	public boolean isPart(Kind kind, Address part) {
		return false;
	}

	/**
	 * Whether an object is created along with another one that it depends on internally,
	 * and is not read.
	 * @return {@code false} for what somebody creates
	 */
	public boolean isCreatedWithOther() {
		return false;
	}

	/**
	 * Returns what an object cannot be without although the catalog does not say so.
	 * @param id the object
	 * @param known all objects that are read
	 * @return its schema, and other objects
	 */
	public Stream<ObjectId> below(ObjectId id, Set<ObjectId> known) {
		return id.schema().isEmpty() ? Stream.empty() : Stream.of(ObjectId.of(Kind.SCHEMA, id.schema(), id.schema()));
	}

}
