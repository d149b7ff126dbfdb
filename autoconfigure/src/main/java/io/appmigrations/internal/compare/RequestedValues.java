package io.appmigrations.internal.compare;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.internal.diff.MadeObjects;
import io.appmigrations.internal.family.EnumValues;
import io.appmigrations.internal.family.rename.RenameSql;
import io.appmigrations.internal.family.rename.ValueRenames;
import io.appmigrations.internal.schema.Column;
import io.appmigrations.internal.schema.EnumType;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.model.Kind;
import io.appmigrations.model.Model;
import io.appmigrations.model.ObjectId;
import io.appmigrations.model.Rename;
import io.appmigrations.model.ValueRename;
import org.jspecify.annotations.Nullable;

/**
 * The new names for values of enums that a person asks for, on the command line or in the
 * model.
 */
final class RequestedValues {

	private static final String FORM = "Write --rename-value TYPE.OLD=NEW for an enum type, and --rename-value "
			+ "TABLE.COLUMN.OLD=NEW for a column that stores names as text, with the schema if it is not the default "
			+ "one.";

	private final Schema actual;

	private final List<Rename> moved;

	private final Schema desired;

	private final MadeObjects made;

	private final Map<List<Object>, ValueRename> renames = new LinkedHashMap<>();

	/** Which of them somebody asks for, and how. */
	private final Map<ValueRename, String> requested = new HashMap<>();

	/**
	 * Prepares them.
	 * @param actual what the database has, tables and columns under their new names
	 * @param moved the renames that gave these names
	 * @param desired what the model declares
	 * @param made what earlier revisions made
	 */
	RequestedValues(Schema actual, List<Rename> moved, Schema desired, MadeObjects made) {
		this.actual = actual;
		this.moved = moved;
		this.desired = desired;
		this.made = made;
	}

	/**
	 * Resolves them.
	 * @param requests what is asked for
	 * @param declared what the model says
	 * @return the renames
	 */
	Resolved resolve(List<String> requests, List<Model.RenamedValue> declared) {
		Set<String> recorded = new TreeSet<>();
		declared.forEach((rename) -> declare(rename, recorded));
		requests.forEach(this::request);
		settle();
		List<ValueRename> all = List.copyOf(this.renames.values());
		Set<ValueRename> circles = ValueRenames.circles(all);
		all.stream()
			.filter((rename) -> circles.contains(rename) || EnumValues.of(this.actual, rename.object()) == null)
			.forEach((rename) -> recorded.add(record(rename)));
		return new Resolved(ValueRenames.withReferring(all, this.actual), recorded);
	}

	private String record(ValueRename rename) {
		return RenameSql.record(rename, new Names(this.actual.defaultSchema()));
	}

	private static List<Object> key(ObjectId object, String value) {
		return List.of(object, value);
	}

	/** A column that is new has had no other names, which nothing else tells. */
	private void declare(Model.RenamedValue rename, Set<String> recorded) {
		ObjectId id = new ObjectId(Kind.COLUMN,
				Objects.requireNonNullElse(rename.schema(), this.actual.defaultSchema()), rename.table(),
				rename.column());
		Column column = this.actual.get(id, Column.class);
		Column wanted = this.desired.get(id, Column.class);
		ObjectId object = (column != null) ? EnumValues.holder(this.actual, column) : null;
		if (object != null) {
			this.renames.putIfAbsent(key(object, rename.oldName()),
					new ValueRename(object, rename.oldName(), rename.name()));
		}
		else if (column == null && wanted != null && id.equals(EnumValues.holder(this.desired, wanted))
				&& EnumValues.of(this.desired, id) == null) {
			recorded.add(record(new ValueRename(id, rename.oldName(), rename.name())));
		}
	}

	private void request(String text) {
		List<String> sides = RequestedRenames.sides(text);
		List<String> old = RequestedRenames.parts(sides.get(0));
		List<String> renamed = RequestedRenames.parts(sides.get(sides.size() - 1));
		if (sides.size() != 2 || old.size() < 2 || old.size() > 4 || renamed.isEmpty()) {
			throw invalid(text, "it is not TYPE.OLD=NEW");
		}
		List<String> place = old.subList(0, old.size() - 1);
		List<String> otherPlace = renamed.subList(0, renamed.size() - 1);
		if (!otherPlace.isEmpty() && !otherPlace.equals(place)) {
			throw invalid(text, "a value cannot move to another type or column");
		}
		ObjectId object = find(place, text);
		ValueRename rename = new ValueRename(object, old.get(old.size() - 1), renamed.get(renamed.size() - 1));
		if (rename.old().equals(rename.renamed())) {
			throw invalid(text, "it already has this name");
		}
		ValueRename other = this.renames.get(key(object, rename.old()));
		if (other != null && this.requested.containsKey(other) && !other.equals(rename)) {
			throw invalid(text, "%s is already renamed to %s".formatted(other.was(), other.renamed()));
		}
		this.renames.put(key(object, rename.old()), rename);
		this.requested.put(rename, text);
	}

	/** Follows the renames from a name that the database has before them. */
	private ObjectId today(ObjectId id) {
		ObjectId today = id;
		for (Rename rename : this.moved) {
			ObjectId object = rename.object();
			if (this.actual.get(today) != null) {
				return today;
			}
			if (object.equals(today)) {
				today = rename.renamed();
			}
			else if (today.kind() == Kind.COLUMN && object.equals(today.table())) {
				today = new ObjectId(Kind.COLUMN, rename.renamed().schema(), rename.renamed().name(), today.name());
			}
		}
		return (this.actual.get(today) != null) ? today : id;
	}

	private ObjectId find(List<String> place, String text) {
		String schema = this.actual.defaultSchema();
		int size = place.size();
		ObjectId type = today(ObjectId.of(Kind.ENUM, (size == 2) ? place.get(0) : schema, place.get(size - 1)));
		ObjectId domain = today(type.inKind(Kind.DOMAIN));
		if (size < 3 && this.actual.get(type) instanceof EnumType) {
			return type;
		}
		if (size < 3 && EnumValues.of(this.actual, domain) != null && this.actual.get(domain) != null) {
			return domain;
		}
		if (size == 1) {
			throw invalid(text, "the database has no enum type %s".formatted(type));
		}
		ObjectId id = today(new ObjectId(Kind.COLUMN, (size == 3) ? place.get(0) : schema, place.get(size - 2),
				place.get(size - 1)));
		if (!(this.actual.get(id) instanceof Column column)) {
			throw invalid(text, (size == 3) ? "the database has no column %s".formatted(id)
					: "the database has neither an enum type %s nor a column %s".formatted(type, id));
		}
		ObjectId holder = EnumValues.holder(this.actual, column);
		if (holder == null) {
			throw invalid(text, "%s is of type %s, which does not store names".formatted(id, column.type()));
		}
		return holder;
	}

	/**
	 * Leaves out what the model says and what was done already. Of what is asked for,
	 * nothing may be left out.
	 */
	private void settle() {
		Set<ValueRename> circles = ValueRenames.circles(this.renames.values());
		this.renames.values()
			.removeIf((rename) -> !this.requested.containsKey(rename)
					&& (circles.contains(rename) || EnumValues.of(this.actual, rename.object()) == null)
					&& this.made.hasSwapped(record(rename)));
		boolean changed = true;
		while (changed) {
			Collection<ValueRename> all = List.copyOf(this.renames.values());
			changed = this.renames.values()
				.removeIf((rename) -> !this.requested.containsKey(rename) && refusal(rename, all) != null);
		}
		Collection<ValueRename> all = List.copyOf(this.renames.values());
		Map<List<Object>, ValueRename> targets = new HashMap<>();
		for (ValueRename rename : all) {
			ValueRename other = targets.putIfAbsent(key(rename.object(), rename.renamed()), rename);
			String text = Objects.requireNonNullElse(this.requested.getOrDefault(rename, this.requested.get(other)),
					"");
			if (other != null && !text.isEmpty()) {
				throw invalid(text,
						"%s and %s cannot both become %s".formatted(other.was(), rename.was(), rename.renamed()));
			}
			if (other != null) {
				this.renames.remove(key(rename.object(), rename.old()));
			}
			String why = refusal(rename, all);
			if (why != null) {
				throw invalid(text, why);
			}
		}
	}

	/** Why a value cannot get the name, or {@code null} where it can. */
	private @Nullable String refusal(ValueRename rename, Collection<ValueRename> all) {
		List<String> present = EnumValues.of(this.actual, rename.object());
		List<String> wanted = EnumValues.of(this.desired, rename.object());
		String object = rename.object().toString();
		if (present != null && !present.contains(rename.old())) {
			return "%s has no value %s in the database, only %s".formatted(object, rename.old(),
					String.join(", ", present));
		}
		if (present != null && present.contains(rename.renamed())
				&& !this.renames.containsKey(key(rename.object(), rename.renamed()))) {
			return "%s already has a value %s in the database".formatted(object, rename.renamed());
		}
		if (wanted != null && !wanted.contains(rename.renamed())) {
			return "%s has no value %s in the model, only %s".formatted(object, rename.renamed(),
					String.join(", ", wanted));
		}
		boolean given = all.stream()
			.anyMatch((one) -> one.object().equals(rename.object()) && one.renamed().equals(rename.old()));
		return (wanted != null && wanted.contains(rename.old()) && !given)
				? "%s still has a value %s in the model".formatted(object, rename.old()) : null;
	}

	private static MigrationException invalid(String request, String why) {
		return new MigrationException(ErrorCode.INVALID_CONFIGURATION,
				"--rename-value %s is not possible: %s".formatted(request, why), FORM);
	}

	/**
	 * What came of them.
	 *
	 * @param renames the renames
	 * @param recorded what the revision has to keep a record of
	 */
	record Resolved(List<ValueRename> renames, Set<String> recorded) {
	}

}
