package io.appmigrations;

import java.util.ArrayList;
import java.util.List;

import io.appmigrations.autogenerate.Rename;
import io.appmigrations.autogenerate.Renaming;
import org.jspecify.annotations.Nullable;

/**
 * How the database is compared with the model, this once.
 *
 * @param model a file of DDL to take instead of the configured model, or {@code null}
 * @param renames what was renamed, as {@code old=new}: tables and the like, with the
 * schema where it is another one, or columns as {@code table.old=table.new}
 * @param valueRenames which values of enums were renamed, as {@code type.old=new} or
 * {@code table.column.old=new}
 * @param prune whether everything goes that the model does not declare
 * @param fromRevisions whether to compare with what the revisions make, in a database of
 * their own, instead of with the database
 */
public record AutogenerateOptions(@Nullable String model, List<String> renames, List<String> valueRenames,
		boolean prune, boolean fromRevisions) {

	/**
	 * Copies the renames.
	 */
	public AutogenerateOptions {
		renames = List.copyOf(renames);
		valueRenames = List.copyOf(valueRenames);
	}

	/**
	 * Options without renamed values.
	 * @param model a file of DDL to take instead of the configured model, or {@code null}
	 * @param renames what was renamed
	 * @param prune whether everything goes that the model does not declare
	 * @param fromRevisions whether to compare with what the revisions make
	 */
	public AutogenerateOptions(@Nullable String model, List<String> renames, boolean prune, boolean fromRevisions) {
		this(model, renames, List.of(), prune, fromRevisions);
	}

	AutogenerateOptions withRenames(List<Renaming> more) {
		List<String> names = new ArrayList<>(this.renames);
		List<String> values = new ArrayList<>(this.valueRenames);
		more.forEach((one) -> ((one instanceof Rename) ? names : values).add(one.argument()));
		return new AutogenerateOptions(this.model, names, values, this.prune, this.fromRevisions);
	}

	AutogenerateOptions onDatabase() {
		return new AutogenerateOptions(this.model, this.renames, this.valueRenames, this.prune, false);
	}

	/**
	 * Compares the database with the configured model.
	 * @return the options
	 */
	public static AutogenerateOptions defaults() {
		return new AutogenerateOptions(null, List.of(), false, false);
	}

}
