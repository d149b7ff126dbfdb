package io.appmigrations.internal.measure;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.script.SqlStatement;
import org.jspecify.annotations.Nullable;

/**
 * The relations that a transaction locks, from statement to statement: their locks,
 * files, scans and names.
 */
final class WatchedRelations {

	private final MigrationConnection connection;

	/** Whether somebody else's transaction is the only one. */
	private final boolean nested;

	/** By the beginning of the first transaction. */
	private Snapshot before = Snapshot.NONE;

	private Snapshot start = Snapshot.NONE;

	private boolean started;

	/** The scans and the files by the end of the statement before. */
	private Map<Long, Long> scans = new HashMap<>();

	private Map<Long, Long> files = new HashMap<>();

	private Set<Long> known = new HashSet<>();

	private Map<Long, RelationLock> locks = new HashMap<>();

	/** All modes that the transaction has by the end of the statement before. */
	private Map<Long, Set<LockMode>> modes = new HashMap<>();

	/** The names by the end of the statement before, of what is not dropped yet. */
	private final Map<Long, String> names = new HashMap<>();

	WatchedRelations(MigrationConnection connection, boolean nested) {
		this.connection = connection;
		this.nested = nested;
	}

	/**
	 * Looks at all relations, within a transaction: before it, the session may report its
	 * counters.
	 * @return whether it is the first transaction
	 */
	boolean startTransaction() {
		boolean first = !this.started;
		this.start = Snapshot.all(this.connection);
		if (first) {
			this.before = this.start;
			this.before.entries().forEach((oid, entry) -> this.names.put(oid, entry.named().toString()));
			this.started = true;
		}
		this.locks = new HashMap<>();
		this.modes = new HashMap<>();
		if (this.nested) {
			// the tables were created in the same transaction
			Snapshot.locked(this.connection).entries().forEach((oid, entry) -> this.modes.put(oid, entry.modes()));
		}
		this.scans = new HashMap<>();
		this.files = new HashMap<>();
		this.start.entries().forEach((oid, entry) -> {
			this.scans.put(oid, entry.scans());
			this.files.put(oid, entry.file());
		});
		this.known = new HashSet<>(this.start.files());
		return first;
	}

	/** What was there before the first statement. */
	Snapshot before() {
		return this.before;
	}

	/** The strongest lock of the transaction on each relation. */
	List<RelationLock> held() {
		return List.copyOf(this.locks.values());
	}

	/** Looks what the last statement did. */
	Effects effectsOf(SqlStatement statement, int number) {
		Effects found = new Effects();
		// what checks a foreign key reads all of an index, what changes a row a part of
		// it
		boolean data = !statement.startsWith("alter");
		Snapshot now = Snapshot.locked(this.connection);
		now.entries().forEach((oid, entry) -> look(oid, entry, data, number, found));
		OwnLock own = new OwnLock(statement);
		now.entries().forEach((oid, entry) -> own(own, oid, entry, number, found));
		this.known.addAll(now.files());
		return found;
	}

	private void own(OwnLock own, long oid, Snapshot.Entry entry, int number, Effects found) {
		Snapshot.Entry old = this.before.get(oid);
		if (old != null) {
			Set<LockMode> held = Objects.requireNonNullElse(this.modes.put(oid, entry.modes()), Set.of());
			LockMode mode = own.on(old.named(), held, entry.modes(), found.touched(old.named()));
			if (mode != null) {
				RelationLock lock = new RelationLock(old.named(), mode, number);
				found.own.add(lock);
				if (this.nested) {
					this.locks.merge(oid, lock, (one, other) -> (one.mode().compareTo(other.mode()) < 0) ? other : one);
				}
			}
		}
	}

	private void look(long oid, Snapshot.Entry entry, boolean data, int number, Effects found) {
		Snapshot.Entry old = this.before.get(oid);
		LockMode mode = entry.modes().stream().max(LockMode::compareTo).orElse(null);
		if (old != null && mode != null && !this.nested) {
			RelationLock held = this.locks.get(oid);
			if (held == null || held.mode().compareTo(mode) < 0) {
				this.locks.put(oid, new RelationLock(old.named(), mode, number));
			}
		}
		String name = (entry.relation() != null) ? entry.relation().toString() : null;
		String nameBefore = (name != null) ? this.names.put(oid, name) : this.names.remove(oid);
		if (old != null && nameBefore != null && !nameBefore.equals(name)) {
			((name != null) ? found.renamed : found.dropped).add(old.named());
		}
		if (entry.relation() == null) {
			return;
		}
		Relation owner = existing((entry.table() != 0) ? entry.table() : oid);
		boolean isIndex = entry.relation().kind() == Relation.Kind.INDEX;
		long scansBefore = Objects.requireNonNullElse(this.scans.put(oid, entry.scans()), 0L);
		long fileBefore = Objects.requireNonNullElse(this.files.put(oid, entry.file()), 0L);
		if (owner == null) {
			if (entry.relation().kind() == Relation.Kind.TABLE && this.start.get(oid) == null) {
				found.created.add(entry.relation().toString());
			}
			return;
		}
		// a sequence has one row
		if (entry.scans() > scansBefore && (!isIndex || !data) && owner.kind() != Relation.Kind.SEQUENCE) {
			found.scanned.add(owner);
		}
		if (entry.file() != fileBefore && !this.known.contains(entry.file())) {
			if (isIndex) {
				found.indexed.add(owner);
			}
			else if (entry.relation().kind() == Relation.Kind.TABLE) {
				found.rewritten.add(owner);
			}
		}
	}

	/** A relation that was there before the revision; nothing for one of its own. */
	@Nullable Relation existing(long oid) {
		Snapshot.Entry entry = this.before.get(oid);
		return (entry != null) ? entry.named() : null;
	}

}
