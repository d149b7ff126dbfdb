package io.appmigrations;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * How the database is compared with the model, this once.
 *
 * @param model a file of DDL to take instead of the configured model, or {@code null}
 * @param renames what was renamed, as {@code old=new}: tables and the like, with the
 * schema where it is another one, or columns as {@code table.old=table.new}
 * @param prune whether everything goes that the model does not declare
 * @param fromRevisions whether to compare with what the revisions make, in a database of
 * their own, instead of with the database
 */
public record AutogenerateOptions(@Nullable String model, List<String> renames, boolean prune, boolean fromRevisions) {

	/**
	 * Copies the renames.
	 */
	public AutogenerateOptions {
		renames = List.copyOf(renames);
	}

	AutogenerateOptions withRenames(List<String> more) {
		List<String> all = new ArrayList<>(this.renames);
		all.addAll(more);
		return new AutogenerateOptions(this.model, all, this.prune, this.fromRevisions);
	}

	/**
	 * Compares the database with the configured model.
	 * @return the options
	 */
	public static AutogenerateOptions defaults() {
		return new AutogenerateOptions(null, List.of(), false, false);
	}

}
