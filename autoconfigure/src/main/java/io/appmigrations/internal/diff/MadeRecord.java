package io.appmigrations.internal.diff;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import io.appmigrations.internal.family.Families;
import io.appmigrations.internal.family.Family;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.model.Change;
import io.appmigrations.model.Change.Action;
import io.appmigrations.model.ObjectId;
import io.appmigrations.model.Rename;
import org.jspecify.annotations.Nullable;

/**
 * What a generated revision makes that was not there before, and what goes with it: the
 * record that the revision keeps of itself.
 *
 * @param made what was not there before
 * @param gone what is there no more
 * @param swapped what exchanged its names, each as {@link #swap} writes it
 * @param defaultSchema the schema whose objects are written without it
 */
public record MadeRecord(Set<ObjectId> made, Set<ObjectId> gone, Set<String> swapped, String defaultSchema) {

	/** How a line of the record begins that says what is made. */
	static final String MADE = "made: ";

	/** How a line of the record begins that says what goes. */
	static final String GONE = "gone: ";

	/** How a line of the record begins that says what exchanged its names. */
	static final String SWAPPED = "swapped: ";

	private static final String NOTHING = "nothing";

	/**
	 * Copies the sets.
	 */
	public MadeRecord {
		made = Set.copyOf(made);
		gone = Set.copyOf(gone);
		swapped = Set.copyOf(swapped);
	}

	/**
	 * Compares two schemas by what is in them: what only changes, or goes and comes
	 * again, is not made.
	 * @param from what was there before
	 * @param to what is there after
	 * @param beside whether files declare what entities cannot say
	 * @return the record
	 */
	public static MadeRecord between(Schema from, Schema to, boolean beside) {
		return new MadeRecord(onlyIn(to, from, beside), onlyIn(from, to, beside), Set.of(), to.defaultSchema());
	}

	/**
	 * Adds what exchanges its names.
	 * @param names each as {@link #swap} writes it
	 * @return the record with them
	 */
	public MadeRecord withSwapped(Set<String> names) {
		return new MadeRecord(this.made, this.gone, names, this.defaultSchema);
	}

	/**
	 * Writes what is a part of an exchange of names: nothing but this record tells
	 * whether it was done.
	 * @param rename what gets the name of something that is renamed too
	 * @param names how names are written
	 * @return for example {@code column items.a to b}
	 */
	public static String swap(Rename rename, Names names) {
		ObjectId id = rename.object();
		ObjectId renamed = rename.renamed();
		return "%s to %s".formatted(text(id, names),
				(id.relation() != null) ? Names.quoted(renamed.name()) : names.of(renamed));
	}

	private static Set<ObjectId> onlyIn(Schema schema, Schema other, boolean beside) {
		Set<ObjectId> keys = keys(schema.objects().values(), beside);
		keys.removeAll(keys(other.objects().values(), beside));
		return keys;
	}

	private static Set<ObjectId> keys(Collection<SchemaObject> objects, boolean beside) {
		Set<ObjectId> keys = new TreeSet<>();
		for (SchemaObject object : objects) {
			Family family = Families.of(object.id().kind());
			ObjectId key = beside ? family.recordBeside(object) : family.record(object);
			if (key != null) {
				keys.add(key);
			}
		}
		return keys;
	}

	/**
	 * Leaves out what a customizer took out.
	 * @param changes the changes that are not made
	 * @return the record without their objects
	 */
	public MadeRecord without(Collection<Change> changes) {
		Set<ObjectId> rest = new TreeSet<>(this.made);
		changes.stream()
			.filter((change) -> change.action() == Action.CREATE)
			.forEach((change) -> MadeObjects.drop(rest,
					Families.of(change.object().kind()).recordedId(change.object())));
		return new MadeRecord(rest, this.gone, this.swapped, this.defaultSchema);
	}

	/**
	 * Writes the record for a file. Statements that drop something say so themselves;
	 * what goes with a column they do not name.
	 * @param changes the changes of the file
	 * @return the lines, one at least
	 */
	List<String> lines(List<Change> changes) {
		Set<ObjectId> unnamed = new TreeSet<>(this.gone);
		changes.stream()
			.filter((change) -> change.action() == Action.DROP)
			.forEach((change) -> MadeObjects.drop(unnamed,
					Families.of(change.object().kind()).recordedId(change.object())));
		return lines(unnamed);
	}

	/**
	 * Writes the record for a Java revision, whose statements cannot be read.
	 * @param changes the changes of the revision
	 * @return the lines, with the renames among them
	 */
	public List<String> script(List<Change> changes) {
		List<String> script = new ArrayList<>();
		changes.stream()
			.filter((change) -> change.action() == Action.RENAME)
			.forEach((change) -> script.addAll(change.sql()));
		script.addAll(lines(this.gone));
		return script;
	}

	private List<String> lines(Set<ObjectId> unnamed) {
		List<String> lines = new ArrayList<>();
		byTable(unnamed).forEach((list) -> lines.add(GONE + list));
		new TreeSet<>(this.swapped).forEach((swap) -> lines.add(SWAPPED + swap));
		byTable(this.made).forEach((list) -> lines.add(MADE + list));
		if (this.made.isEmpty()) {
			lines.add(MADE + NOTHING);
		}
		return lines;
	}

	private Collection<String> byTable(Set<ObjectId> keys) {
		Names names = new Names(this.defaultSchema);
		Map<String, String> lists = new TreeMap<>();
		new TreeSet<>(keys).forEach((key) -> lists.merge(key.schema() + "." + key.relation(), text(key, names),
				(list, more) -> list + ", " + more));
		return lists.values();
	}

	private static String text(ObjectId key, Names names) {
		String name = (key.relation() != null) ? names.relationOf(key) + "." + Names.quoted(key.name())
				: key.kind().isRoutine() ? names.inSchema(key.schema(), Names.quoted(key.name())) : names.of(key);
		return key.kind().keyword() + " " + name;
	}

	/** What a line is a record of, or {@code null} where it is none. */
	static @Nullable String list(String line, String beginning) {
		return line.startsWith(beginning) ? line.substring(beginning.length()).strip() : null;
	}

}
