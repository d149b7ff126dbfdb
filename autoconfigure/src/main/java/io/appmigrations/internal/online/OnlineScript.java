package io.appmigrations.internal.online;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import io.appmigrations.internal.online.OnlineForm.Sort;
import io.appmigrations.internal.online.SectionScript.Piece;
import io.appmigrations.internal.online.SectionScript.Unit;
import io.appmigrations.internal.schema.Constraint;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.sql.QualifiedName;
import io.appmigrations.internal.sql.SqlTokens;
import io.appmigrations.internal.sql.StatementShape;
import io.appmigrations.model.Change;
import io.appmigrations.model.Change.Action;
import io.appmigrations.model.ConstraintType;
import io.appmigrations.model.Kind;
import io.appmigrations.model.Note;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Writes changes in their online form. A table is locked by one transaction at a time,
 * for an instant. What is dropped and created again, or renamed, stays in one
 * transaction, so that nobody sees the state in between.
 */
public final class OnlineScript {

	private static final Set<Kind> OF_TABLES = Set.of(Kind.COLUMN, Kind.DEFAULT, Kind.CONSTRAINT, Kind.FOREIGN_KEY,
			Kind.INDEX, Kind.COLUMN_COMMENT);

	/** What can change before or after the rows of its table are looked at. */
	private static final Set<Kind> WITHOUT_ROWS = Set.of(Kind.INDEX, Kind.CONSTRAINT, Kind.FOREIGN_KEY, Kind.DEFAULT);

	private final List<Change> changes;

	private final Schema to;

	private final Relations relations;

	private final List<Unit> units = new ArrayList<>();

	/** The transaction that is being written. */
	private final List<Piece> block = new ArrayList<>();

	/** The table that the transaction locks. */
	private @Nullable QualifiedName locked;

	/** The change whose notes are written. */
	private @Nullable Change noted;

	private boolean online;

	private OnlineScript(List<Change> changes, Schema from, Schema to, Relations relations) {
		this.changes = new ArrayList<>(changes);
		this.to = to;
		this.relations = relations;
		for (int i = this.changes.size() - 1; i >= 0; i--) {
			putNextToCreation(i, from);
		}
		for (int i = this.changes.size() - 1; i >= 0; i--) {
			separateNotNull(i);
		}
		for (int i = 0; i < this.changes.size(); i++) {
			putDefaultFirst(i);
		}
	}

	/**
	 * What is dropped and created again is one transaction, in which nothing else need
	 * be.
	 */
	private void putNextToCreation(int place, Schema from) {
		Change drop = this.changes.get(place);
		if (drop.action() != Action.DROP || !isConstraintOrIndex(drop.object())) {
			return;
		}
		for (int i = place + 1; i < this.changes.size(); i++) {
			Change other = this.changes.get(i);
			if (other.action() == Action.CREATE
					&& (other.object().equals(drop.object()) || isIndexInsteadOfUnique(other, drop, from))) {
				this.changes.add(i - 1, this.changes.remove(place));
				return;
			}
			boolean isIndependent = drop.object().kind() == Kind.INDEX && isAboutNull(other);
			if (other.action() == Action.RENAME || !OF_TABLES.contains(other.object().kind())
					|| (!isIndependent && from.dependencies(drop.object()).contains(other.object()))) {
				return;
			}
		}
	}

	private static boolean isIndexInsteadOfUnique(Change create, Change drop, Schema from) {
		Constraint constraint = from.get(drop.object(), Constraint.class);
		return constraint != null && constraint.type() == ConstraintType.UNIQUE
				&& drop.subject().equals(create.subject()) && isIndexInstead(create, drop);
	}

	private static boolean isConstraintOrIndex(ObjectId id) {
		return isIndexOrConstraint(id) || id.kind() == Kind.FOREIGN_KEY;
	}

	/**
	 * That a column is required can come before it becomes an identity column, which
	 * belongs together with the end of what made its values.
	 */
	private void separateNotNull(int place) {
		Change change = this.changes.get(place);
		List<String> sql = change.sql();
		int first = 0;
		while (first < sql.size() && isAboutNull(sql.get(first))) {
			first++;
		}
		if (first > 0 && change.action() == Action.ALTER && change.object().equals(numbered(change))) {
			this.changes.set(place, change.withSql(sql.subList(0, first)));
			this.changes.add(place + 1, change.withNotes(List.of()).withSql(sql.subList(first, sql.size())));
		}
	}

	/** The column after whose values a sequence continues. */
	private @Nullable ObjectId numbered(Change change) {
		return HighestValue.column(change.sql(), this.to.defaultSchema());
	}

	/**
	 * Who adds rows without the column must not be refused before it has its default.
	 */
	private void putDefaultFirst(int place) {
		Change change = this.changes.get(place);
		if (change.object().kind() != Kind.COLUMN || change.sql().stream().noneMatch((sql) -> isRequired(sql))) {
			return;
		}
		ObjectId value = change.object().inKind(Kind.DEFAULT);
		for (int i = place + 1; i < this.changes.size(); i++) {
			if (this.changes.get(i).object().equals(value) && this.changes.get(i).action() != Action.DROP
					&& endOfWhole(i) == i) {
				Change defaultValue = this.changes.remove(i);
				int first = firstAboutNull(change);
				List<Change> parts = new ArrayList<>();
				if (first > 0) {
					// without its type or its expression, the column cannot have the
					// default
					parts.add(change.withSql(change.sql().subList(0, first)));
				}
				parts.add(defaultValue);
				parts.add((first == 0) ? change
						: change.withNotes(List.of()).withSql(change.sql().subList(first, change.sql().size())));
				this.changes.remove(place);
				this.changes.addAll(place, parts);
				return;
			}
		}
	}

	private static int firstAboutNull(Change change) {
		int first = 0;
		while (first < change.sql().size() && !isAboutNull(change.sql().get(first))) {
			first++;
		}
		return first;
	}

	private boolean isRequired(String sql) {
		OnlineForm form = OnlineForm.of(sql, this.relations);
		return form != null && form.sort() == Sort.NOT_NULL;
	}

	/**
	 * Writes changes.
	 * @param changes the changes in order
	 * @param commits whether they have to be committed one by one anyway
	 * @param from the schema before them
	 * @param to the schema after them
	 * @param relations what is there before them
	 * @return the script, in one transaction where no statement has another form
	 */
	public static SectionScript of(List<Change> changes, boolean commits, Schema from, Schema to, Relations relations) {
		OnlineScript script = new OnlineScript(changes, from, to, relations);
		script.write();
		LockedTables tables = new LockedTables(relations);
		boolean locks = changes.stream()
			.flatMap((change) -> change.sql().stream())
			.map((sql) -> tables.lock(List.of(sql)))
			.anyMatch(Objects::nonNull);
		LockedTables locked = new LockedTables(relations);
		return (script.online || (commits && locks))
				? new SectionScript(script.units.stream().map((unit) -> locking(unit, locked)).toList(), false)
				: SectionScript.plain(
						changes.stream().flatMap((change) -> locking(noted(change, relations), locked)).toList(),
						!commits);
	}

	/** Tables are locked together, not one after the other. */
	private static Unit locking(Unit unit, LockedTables locked) {
		String lock = locked.lock(unit.pieces().stream().flatMap((piece) -> piece.sql().stream()).toList());
		if (lock == null) {
			return unit;
		}
		List<Piece> pieces = new ArrayList<>(unit.pieces());
		pieces.add(0, new Piece(pieces.get(0).subject(), List.of(), List.of(lock)));
		return new Unit(pieces);
	}

	private static Stream<Change> locking(Change change, LockedTables locked) {
		List<Change> parts = new ArrayList<>();
		List<String> sql = new ArrayList<>();
		Change rest = change;
		for (String each : change.sql()) {
			String lock = locked.lock(List.of(each));
			if (lock != null) {
				parts.add(rest.withSql(sql));
				rest = sql.isEmpty() ? rest : change.withNotes(List.of());
				parts.add(change.withNotes(List.of()).withSql(List.of(lock)));
				sql.clear();
			}
			sql.add(each);
		}
		parts.add(rest.withSql(sql));
		return parts.stream().filter((part) -> !part.sql().isEmpty());
	}

	private static Change noted(Change change, Relations relations) {
		List<Note> notes = new ArrayList<>(change.notes());
		change.sql()
			.stream()
			.map((sql) -> SlowStatement.note(sql, relations))
			.filter(Objects::nonNull)
			.map(Note::of)
			.forEach(notes::add);
		return change.withNotes(notes.stream().distinct().toList());
	}

	private void write() {
		for (int i = 0; i < this.changes.size(); i++) {
			int end = endOfWhole(i);
			if (end == i) {
				alone(this.changes.get(i));
			}
			else if (areIndexes(i, end)) {
				indexes(i, end);
			}
			else {
				together(i, end);
			}
			i = end;
		}
		close();
	}

	private int endOfWhole(int start) {
		return Wholes.end(start, this.changes.size(), this::belongTogether);
	}

	private boolean belongTogether(int first, int second) {
		Change one = this.changes.get(first);
		Change other = this.changes.get(second);
		boolean isReplaced = one.action() == Action.DROP && other.action() == Action.CREATE
				&& (one.object().equals(other.object()) || areIndexesOfOneName(one.object(), other.object()));
		// a foreign key is missing while values are renamed
		boolean isRestored = isConstraintOrIndex(one.object()) && one.object().equals(other.object())
				&& one.action() != Action.RENAME && other.action() != Action.RENAME;
		return isReplaced || isRestored || makesValues(one, numbered(other)) || makesValues(other, numbered(one))
				|| (second == first + 1 && one.action() == Action.RENAME && other.action() == Action.RENAME);
	}

	/**
	 * Whether new rows get other values of a column. Those that come before its sequence
	 * continues after the others would have none, or one that is there.
	 */
	private static boolean makesValues(Change change, @Nullable ObjectId column) {
		return column != null && (change.object().equals(column.inKind(Kind.DEFAULT)) || (change.object().equals(column)
				&& change.sql().stream().anyMatch((sql) -> sql.endsWith(" drop identity"))));
	}

	/** A unique index becomes a constraint of the same name, or the other way round. */
	private static boolean areIndexesOfOneName(ObjectId one, ObjectId other) {
		return isIndexOrConstraint(one) && isIndexOrConstraint(other) && one.schema().equals(other.schema())
				&& one.name().equals(other.name());
	}

	private static boolean isIndexOrConstraint(ObjectId id) {
		return id.kind() == Kind.INDEX || id.kind() == Kind.CONSTRAINT;
	}

	/** Whether indexes get other definitions, and nothing else changes among that. */
	private boolean areIndexes(int start, int end) {
		List<Change> some = this.changes.subList(start, end + 1);
		return some.stream()
			.allMatch((change) -> (change.object().kind() == Kind.INDEX && change.action() != Action.RENAME
					&& OnlineForm.of(change.sql().get(0), this.relations) != null)
					|| (change.object().kind() == Kind.CONSTRAINT && change.action() == Action.DROP
							&& some.stream().anyMatch((other) -> isIndexInstead(other, change))));
	}

	private static boolean isIndexInstead(Change create, Change drop) {
		return create.action() == Action.CREATE && create.object().kind() == Kind.INDEX && drop.action() == Action.DROP
				&& areIndexesOfOneName(drop.object(), create.object());
	}

	/** What was there stays under another name until the new index is there. */
	private void indexes(int start, int end) {
		List<Change> some = this.changes.subList(start, end + 1);
		for (Change change : some) {
			if (some.stream().anyMatch((other) -> isIndexInstead(other, change))) {
				continue;
			}
			Change drop = some.stream().filter((other) -> isIndexInstead(change, other)).findFirst().orElse(null);
			if (drop != null) {
				replace(drop, change);
			}
			else {
				alone(change);
			}
		}
	}

	private void replace(Change drop, Change create) {
		IndexReplacement replacement = IndexReplacement.of(drop.sql().get(0), create.sql().get(0), this.relations);
		separate(create, replacement.rename());
		create.sql().forEach((sql) -> alone(create, sql));
		separate(drop, replacement.drop());
		this.online = true;
	}

	private void alone(Change change) {
		HighestValue highest = HighestValue.of(change.sql(), this.relations);
		if (highest != null) {
			separate(change, highest.create());
		}
		aloneWithout(change);
		if (highest != null) {
			separate(change, highest.drop());
			this.online = true;
		}
	}

	private void aloneWithout(Change change) {
		List<String> sql = change.sql();
		int next = 0;
		while (next < sql.size()) {
			OnlineForm form = (next + 1 < sql.size()) ? OnlineForm.of(sql.get(next + 1), this.relations) : null;
			String verb = StatementShape.of(sql.get(next)).verb();
			OnlineForm notNull = (form != null && form.sort() == Sort.NOT_NULL) ? form : null;
			if (notNull != null && verb.equals("do")) {
				// what looks for rows without a value locks no table
				separate(change, sql.get(next));
			}
			else if (notNull != null && verb.equals("update")) {
				filled(change, sql.get(next), notNull);
				next++;
			}
			else {
				alone(change, sql.get(next));
			}
			next++;
		}
	}

	/**
	 * The check comes after the values: until a row has its value, whoever changes
	 * anything else of it would be refused. Rows that come without a value up to the
	 * check get it afterwards.
	 */
	private void filled(Change change, String update, OnlineForm notNull) {
		close();
		this.units.add(new Unit(List
			.of(piece(change, List.of(update), "The rows that get the value are locked until all of them have it."))));
		notNull.within().forEach((one) -> plain(change, one));
		close();
		this.units.add(new Unit(List.of(new Piece(change.subject(),
				List.of(Note.of("Rows that came without a value in the meantime."),
						Note.of("lint:ignore unconditional-change all other rows have their values")),
				List.of(update)))));
		notNull.after().forEach((unit) -> unit(change, unit));
		this.online = true;
	}

	private void alone(Change change, String sql) {
		OnlineForm form = OnlineForm.of(sql, this.relations);
		if (form == null) {
			if (isEnumValue(sql)) {
				separate(change, sql);
			}
			else {
				plain(change, sql);
			}
			return;
		}
		this.online = true;
		form.before().forEach((unit) -> unit(change, unit));
		if (form.within().size() > 1) {
			close();
			this.units.add(new Unit(withLock(change, form.within())));
		}
		else {
			form.within().forEach((one) -> plain(change, one));
		}
		form.after().forEach((unit) -> unit(change, unit));
	}

	/** The notes stand before what they are about, which is last. */
	private List<Piece> withLock(Change change, List<String> sql) {
		int last = sql.size() - 1;
		return sql.isEmpty() ? List.of() : List.of(new Piece(change.subject(), List.of(), sql.subList(0, last)),
				piece(change, sql.subList(last, last + 1), null));
	}

	/** It can be used once it is committed. */
	private static boolean isEnumValue(String sql) {
		StatementShape shape = StatementShape.of(sql);
		return shape.is("alter", "type") && shape.rest().isNext("add", "value");
	}

	/** Several changes in one transaction. */
	private void together(int start, int end) {
		close();
		List<Unit> later = new ArrayList<>();
		List<Piece> pieces = new ArrayList<>();
		for (int i = start; i <= end; i++) {
			Change change = this.changes.get(i);
			HighestValue highest = HighestValue.of(change.sql(), this.relations);
			if (highest != null) {
				this.online = true;
				this.units.add(withoutNotes(change, highest.create()));
				later.add(withoutNotes(change, highest.drop()));
			}
			if (change.sql().stream().anyMatch(this::isRequired) && isHarmlessUpTo(i, start) && isAboutNull(change)) {
				alone(change);
				close();
				continue;
			}
			for (int j = 0; j < change.sql().size(); j++) {
				String sql = change.sql().get(j);
				OnlineForm form = OnlineForm.of(sql, this.relations);
				// what follows of the same change may need it
				boolean isNeeded = form != null && form.sort() == Sort.INDEX && j < change.sql().size() - 1;
				if (form == null || isNeeded || !isOnlineAmong(form, start, i, end)) {
					pieces.add(piece(change, List.of(sql), SlowStatement.note(sql, this.relations)));
					continue;
				}
				this.online = true;
				if (form.sort() == Sort.INDEX_REMOVAL) {
					later.add(new Unit(List.of(piece(change, form.before().get(0), null))));
					continue;
				}
				form.before().forEach((unit) -> unit(change, unit));
				// what drops the other foreign key has locked both tables
				form.within()
					.stream()
					.skip(Math.max(0, form.within().size() - 1))
					.forEach((one) -> pieces.add(piece(change, List.of(one), null)));
				form.after()
					.forEach((unit) -> later.add(new Unit(List.of(new Piece(change.subject(), List.of(), unit)))));
			}
		}
		if (!pieces.isEmpty()) {
			this.units.add(new Unit(pieces));
		}
		this.units.addAll(later);
		this.noted = null;
	}

	private static Unit withoutNotes(Change change, String sql) {
		return new Unit(List.of(new Piece(change.subject(), List.of(), List.of(sql))));
	}

	/** Whether a part of the form can come before or after all of the changes. */
	private boolean isOnlineAmong(OnlineForm form, int start, int place, int end) {
		Change change = this.changes.get(place);
		List<Change> behind = this.changes.subList(place + 1, end + 1);
		return switch (form.sort()) {
			case VALIDATION -> form.before().isEmpty();
			case KEY -> form.after().isEmpty() && isHarmlessUpTo(place, start);
			case INDEX -> form.after().size() == 1
					&& behind.stream()
						.noneMatch((after) -> this.to.dependencies(after.object()).contains(change.object()))
					&& !(StatementShape.of(change.sql().get(0)).has("unique") && this.changes.subList(start, place)
						.stream()
						.anyMatch((drop) -> isIndexInstead(change, drop)));
			case INDEX_REMOVAL -> behind.stream()
				.noneMatch((after) -> after.subject().equals(change.subject())
						|| areIndexesOfOneName(change.object(), after.object()));
			case COLUMN, NOT_NULL, REBUILD -> false;
		};
	}

	/** Whether a part of a change can be done before those that come before it. */
	private boolean isHarmlessUpTo(int place, int start) {
		Change change = this.changes.get(place);
		return this.changes.subList(start, place).stream().allMatch((before) -> isHarmlessTo(before, change));
	}

	private static boolean isHarmlessTo(Change before, Change change) {
		Kind kind = before.object().kind();
		boolean isElsewhere = !Objects.equals(tableOf(before), tableOf(change));
		if (kind == Kind.COLUMN) {
			return isElsewhere || (!before.object().equals(change.object()) && isAboutNull(before));
		}
		return before.action() != Action.RENAME && (isElsewhere || WITHOUT_ROWS.contains(kind));
	}

	/** Whether nothing of a column changes but that it is required. */
	private static boolean isAboutNull(Change change) {
		return change.action() == Action.ALTER && change.sql().stream().allMatch(OnlineScript::isAboutNull);
	}

	private static boolean isAboutNull(String sql) {
		return sql.endsWith(" not null") || Set.of("do", "update").contains(StatementShape.of(sql).verb());
	}

	private static @Nullable ObjectId tableOf(Change change) {
		return (change.object().kind() == Kind.TABLE) ? change.object() : change.object().table();
	}

	private void plain(Change change, String sql) {
		QualifiedName table = lockedBy(sql);
		if (table != null && this.locked != null && !table.equals(this.locked)) {
			close();
		}
		this.locked = (table != null) ? table : this.locked;
		this.block.add(piece(change, List.of(sql), SlowStatement.note(sql, this.relations)));
	}

	/** Finds the table in use that a statement locks. */
	private @Nullable QualifiedName lockedBy(String sql) {
		SqlTokens lock = SqlTokens.of(sql);
		if (lock.accept("lock", "table")) {
			return lock.qualifiedName();
		}
		StatementShape shape = StatementShape.of(sql);
		QualifiedName table = shape.kind().equals("table") ? shape.name() : shape.relation();
		if (table == null || shape.verb().equals("comment")) {
			return null;
		}
		if (this.relations.isInUse(table)) {
			return table;
		}
		SqlTokens tokens = shape.rest();
		while (!tokens.isAtEnd() && !tokens.accept("references")) {
			tokens.next();
		}
		QualifiedName target = tokens.qualifiedName();
		return (target != null && this.relations.isInUse(target)) ? target : null;
	}

	private void separate(Change change, String sql) {
		unit(change, List.of(sql));
	}

	private void unit(Change change, List<String> sql) {
		close();
		boolean locks = sql.size() > 1 && SqlTokens.of(sql.get(0)).isNext("lock");
		this.units.add(new Unit(locks ? withLock(change, sql) : List.of(piece(change, sql, null))));
	}

	private Piece piece(Change change, List<String> sql, @Nullable String note) {
		List<Note> notes = new ArrayList<>(change.equals(this.noted) ? List.of() : change.notes());
		this.noted = change;
		if (note != null) {
			notes.add(Note.of(note));
		}
		return new Piece(change.subject(), notes, sql);
	}

	private void close() {
		if (!this.block.isEmpty()) {
			this.units.add(new Unit(this.block));
			this.block.clear();
		}
		this.locked = null;
	}

}
