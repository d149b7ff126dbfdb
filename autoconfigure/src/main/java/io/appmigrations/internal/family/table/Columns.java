package io.appmigrations.internal.family.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import io.appmigrations.internal.family.Adoption;
import io.appmigrations.internal.family.Alteration;
import io.appmigrations.internal.family.Difference;
import io.appmigrations.internal.family.Family;
import io.appmigrations.internal.family.Inheritance;
import io.appmigrations.internal.family.RefusedRows;
import io.appmigrations.internal.family.Removal;
import io.appmigrations.internal.family.SqlWriter;
import io.appmigrations.internal.family.Transition;
import io.appmigrations.internal.family.Undeclared;
import io.appmigrations.internal.family.UniqueNames;
import io.appmigrations.internal.family.constraint.NotNulls;
import io.appmigrations.internal.family.read.CatalogPlace;
import io.appmigrations.internal.family.type.Collations;
import io.appmigrations.internal.schema.Column;
import io.appmigrations.internal.schema.Default;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.NotNull;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.model.Change.Action;
import io.appmigrations.model.Kind;
import io.appmigrations.model.Note;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Columns of tables, with what is a part of them: identity, expression and not null
 * constraint.
 */
public final class Columns extends Family {

	@Override
	public CatalogPlace place(ObjectId id, Names names) {
		CatalogPlace table = CatalogPlace.relation(names.relationOf(id));
		return new CatalogPlace(table.catalog(), table.oid(), """
				(select a.attnum from pg_catalog.pg_attribute a
				  where a.attrelid = %s and a.attname = %s)""".formatted(table.oid(), Names.literal(id.name())));
	}

	@Override
	protected List<String> create(SchemaObject object, Set<ObjectId> parts, SqlWriter writer) {
		Column column = (Column) object;
		List<String> sql = new ArrayList<>();
		sql.add("alter table %s add column %s".formatted(writer.names().relationOf(column.id()),
				definition(column, defaultOf(column, parts, writer), writer)));
		sql.addAll(settings(column, writer));
		return sql;
	}

	static @Nullable Default defaultOf(Column column, Set<ObjectId> parts, SqlWriter writer) {
		ObjectId id = column.defaultId();
		return parts.contains(id) ? writer.schema().get(id, Default.class) : null;
	}

	/** Writes a column as in {@code create table}. */
	static String definition(Column column, @Nullable Default defaultValue, SqlWriter writer) {
		StringBuilder sql = new StringBuilder(Names.quoted(column.id().name())).append(' ')
			.append(typeName(column.type()));
		if (column.compression() != null) {
			sql.append(" compression ").append(column.compression());
		}
		sql.append(Collations.clause(column.collation()));
		if (defaultValue != null) {
			sql.append(" default ").append(defaultValue.expression());
		}
		if (column.generated() != null) {
			sql.append(" generated always as (")
				.append(column.generated().expression())
				.append(column.generated().stored() ? ") stored" : ") virtual");
		}
		if (column.identity() != null) {
			sql.append(Identities.clause(column.identity(), column, writer));
		}
		NotNull notNull = column.notNull();
		NotNull first = (notNull != null && isInheritedFirst(column, writer)) ? notNull.inherited() : notNull;
		return sql.append(NotNulls.clause(column.id(), first, column.identity() != null)).toString();
	}

	/** The names that people write. */
	static String typeName(String type) {
		return type.replaceFirst("^character varying", "varchar")
			.replaceFirst("^timestamp(\\(\\d\\))? with time zone", "timestamptz$1")
			.replaceFirst("^(timestamp(?:\\(\\d\\))?|time(?:\\(\\d\\))?) without time zone", "$1");
	}

	/**
	 * PostgreSQL makes keys and identity columns of constraints alone that children have
	 * too, though they need not stay so.
	 */
	private static boolean isInheritedFirst(Column column, SqlWriter writer) {
		return column.notNull() != null && !column.notNull().inheritable() && (column.identity() != null
				|| writer.schema().primaryKey(Removal.tableOf(column.id())).contains(column.id().name()));
	}

	/** Writes what a column gets after it is created. */
	static List<String> settings(Column column, SqlWriter writer) {
		List<String> sql = new ArrayList<>();
		String prefix = "alter table %s alter column %s ".formatted(writer.names().relationOf(column.id()),
				Names.quoted(column.id().name()));
		if (column.storage() != null) {
			sql.add(prefix + "set storage " + column.storage());
		}
		if (column.statistics() != null) {
			sql.add(prefix + "set statistics " + column.statistics());
		}
		NotNull notNull = column.notNull();
		if (notNull != null && NotNulls.isMadeLater(notNull)) {
			sql.addAll(NotNulls.add(column, notNull, writer));
		}
		else if (notNull != null && isInheritedFirst(column, writer)) {
			sql.add(NotNulls.inherit(column.id(), notNull, false, writer));
		}
		return sql;
	}

	@Override
	protected String drop(SchemaObject object, SqlWriter writer) {
		return "alter table %s drop column %s".formatted(writer.names().relationOf(object.id()),
				Names.quoted(object.id().name()));
	}

	@Override
	protected String reference(ObjectId id, SqlWriter writer) {
		return "column %s.%s".formatted(writer.names().relationOf(id), Names.quoted(id.name()));
	}

	@Override
	protected List<String> comments(SchemaObject object, SqlWriter writer) {
		return NotNulls.withComment(super.comments(object, writer), object.id(), ((Column) object).notNull(), writer);
	}

	@Override
	public int phase(Kind kind, Action action) {
		return 3;
	}

	@Override
	protected int rank(Action action) {
		return (action == Action.DROP) ? 10 : (action == Action.CREATE) ? 4 : 5;
	}

	@Override
	protected @Nullable Alteration alterInPlace(SchemaObject before, SchemaObject after, Transition transition) {
		return new ColumnAlterations(transition).alter((Column) before, (Column) after);
	}

	@Override
	public List<String> add(SchemaObject object, Set<ObjectId> parts, Difference difference) {
		Transition transition = difference.transition();
		Column column = (Column) object;
		if (!needsValues(column, parts)) {
			return super.add(object, parts, difference);
		}
		Column optional = new Column(column.id(), column.position(), column.type(), column.baseType(),
				column.collation(), null, null, null, column.storage(), column.compression(), column.statistics(),
				column.comment());
		Alteration alteration = Alteration.of(transition.writer().create(optional, parts));
		new ColumnAlterations(transition).setNotNull(column, "alter table %s alter column %s "
			.formatted(transition.names().relationOf(column.id()), Names.quoted(column.id().name())), alteration);
		return alteration.sql();
	}

	private static boolean needsValues(Column column, Set<ObjectId> parts) {
		return column.isRequired() && !NotNulls.isMadeLater(column.notNull()) && column.identity() == null
				&& column.generated() == null && !parts.contains(column.defaultId());
	}

	@Override
	protected boolean mustGo(ObjectId below, ObjectId above, Difference difference) {
		return (below.kind() == Kind.TABLE && difference.isRecreated(below))
				|| (difference.from().get(above) instanceof Column column && column.generated() != null
						&& difference.isKept(above));
	}

	@Override
	public boolean isSame(SchemaObject before, SchemaObject after) {
		return comparable((Column) before).equals(comparable((Column) after));
	}

	private static Column comparable(Column column) {
		return column.withPosition(0).withNotNull(NotNulls.comparable(column.id(), column.notNull()));
	}

	@Override
	public boolean goes(ObjectId id, Transition transition) {
		return !transition.inheritanceBack().becomesOwn(id);
	}

	@Override
	public boolean comes(ObjectId id, Transition transition) {
		return !transition.inheritance().becomesOwn(id);
	}

	@Override
	protected ObjectId madeWith(ObjectId id, Difference difference) {
		return difference.madeWith(id, Removal.tableOf(id));
	}

	@Override
	public List<String> remove(SchemaObject object, Difference difference) {
		Inheritance inheritance = difference.transition().inheritance();
		List<String> sql = super.remove(object, difference);
		if (!inheritance.isKeptBelow(object.id())) {
			return sql;
		}
		List<String> all = new ArrayList<>(List.of(sql.get(0).replaceFirst("^alter table ", "alter table only ")));
		all.addAll(inheritance.dropBelow(object.id()));
		return all;
	}

	@Override
	public List<Note> removalNotes(SchemaObject object, Difference difference) {
		return holdsData(object) ? List.of(Note.losesData("the values of %s.%s irreversibly.".formatted(
				difference.transition().fromWriter().names().relationOf(object.id()),
				Names.quoted(object.id().name())))) : List.of();
	}

	/** What is generated is computed again. */
	@Override
	public boolean holdsData(SchemaObject object) {
		return ((Column) object).generated() == null;
	}

	@Override
	public List<String> restore(SchemaObject object, Difference difference) {
		return difference.transition().partitionIndexes().restored((Column) object, difference);
	}

	@Override
	public List<Note> refusedByAddition(SchemaObject object, RefusedRows rows) {
		return rows.addedColumn((Column) object);
	}

	@Override
	public List<Note> refusedByAlteration(SchemaObject object, RefusedRows rows) {
		return rows.alteredColumn((Column) object);
	}

	@Override
	public String rename(ObjectId id, String newName, Names names) {
		return renameOfTable("column", id, newName, names);
	}

	@Override
	protected List<String> uniqueNames(SchemaObject object) {
		Column.Identity identity = ((Column) object).identity();
		return (identity != null) ? List.of(UniqueNames.relation(object.id().schema(), identity.sequence()))
				: List.of();
	}

	@Override
	protected @Nullable String constraintName(SchemaObject object) {
		NotNull notNull = ((Column) object).notNull();
		return (notNull != null) ? notNull.name() : null;
	}

	@Override
	public boolean leavesBeforeAlteration() {
		return true;
	}

	@Override
	public boolean exchangesNames() {
		return true;
	}

	@Override
	public boolean isWorthNaming(ObjectId id) {
		return false;
	}

	@Override
	public boolean mayGo(SchemaObject object, Undeclared undeclared) {
		return undeclared.mayLosePart(object.id());
	}

	@Override
	public boolean isRetyped(SchemaObject before, @Nullable SchemaObject after) {
		Column old = (Column) before;
		return after instanceof Column column
				&& (!old.type().equals(column.type()) || !Objects.equals(old.collation(), column.collation()));
	}

	@Override
	public @Nullable SchemaObject compared(SchemaObject declared, @Nullable SchemaObject present, Adoption adoption) {
		if (!(present instanceof Column old)) {
			return inherited(declared, adoption.inheritedOrOwn(declared.id()));
		}
		return AdoptedColumns.compared((Column) declared, old, adoption);
	}

	@Override
	public @Nullable SchemaObject adopted(SchemaObject declared, SchemaObject present, Adoption adoption) {
		Column column = (Column) declared;
		Column plain = (Column) adoption.plain(column);
		Column old = (Column) present;
		return AdoptedColumns.adopted(column, old,
				saidOrNone(column.compression(), plain.compression(), old.compression()),
				saidOrNone(column.statistics(), plain.statistics(), old.statistics()), adoption);
	}

	/**
	 * A column of a table that has another parent, or none, keeps the name all the same.
	 */
	@Override
	public SchemaObject inherited(SchemaObject part, @Nullable SchemaObject present) {
		Column column = (Column) part;
		return (present instanceof Column old)
				? column.withNotNull(NotNulls.keepingInheritedName(column.id(), column.notNull(), old.notNull()))
				: column;
	}

	/** What is on the column cannot be told from what is on others of the table. */
	@Override
	public boolean mayGoWith(ObjectId recorded, ObjectId object) {
		return recorded.relation() != null && recorded.schema().equals(object.schema())
				&& recorded.relation().equals(object.relation());
	}

}
