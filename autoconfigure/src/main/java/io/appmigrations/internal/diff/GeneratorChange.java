package io.appmigrations.internal.diff;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.appmigrations.internal.schema.Schema;
import io.appmigrations.model.Change;
import io.appmigrations.model.IdGenerator;
import io.appmigrations.model.ObjectId;

/**
 * Where an application takes the values of columns from, before and after changes,
 * besides what the schemas say themselves.
 *
 * @param before where from before
 * @param after where from after
 */
public record GeneratorChange(List<IdGenerator> before, List<IdGenerator> after) {

	/** Where the schemas say it all. */
	public static final GeneratorChange NONE = new GeneratorChange(List.of(), List.of());

	/**
	 * Copies the lists.
	 */
	public GeneratorChange {
		before = List.copyOf(before);
		after = List.copyOf(after);
	}

	/**
	 * Finds out what the application had until now.
	 * @param start the schema as it is
	 * @param target the desired schema
	 * @param declared what the model says of it
	 * @return the change
	 */
	public static GeneratorChange between(Schema start, Schema target, Collection<IdGenerator> declared) {
		return new GeneratorChange(FormerGenerators.find(start, target, declared), List.copyOf(declared));
	}

	/**
	 * Finds the tables with values from what changes.
	 * @param changes the changes
	 * @return the tables
	 */
	public Set<ObjectId> tables(Collection<Change> changes) {
		Set<ObjectId> changed = changes.stream().map(Change::object).collect(Collectors.toSet());
		return Stream.concat(this.before.stream(), this.after.stream())
			.filter((generator) -> changed.contains(generator.source()))
			.flatMap((generator) -> Stream.ofNullable(generator.column().table()))
			.collect(Collectors.toCollection(TreeSet::new));
	}

	/**
	 * Returns the way back.
	 * @return the change with the sides exchanged
	 */
	public GeneratorChange inverse() {
		return new GeneratorChange(this.after, this.before);
	}

}
