package io.appmigrations.internal.family;

import java.util.Set;

import io.appmigrations.model.Kind;

/**
 * What decides whether an object is compared.
 */
public interface Scope {

	/**
	 * Returns the default schema.
	 * @return its name
	 */
	String defaultSchema();

	/**
	 * Returns the schemas that are read.
	 * @return their names
	 */
	Set<String> schemas();

	/**
	 * Whether the model is about a kind of objects.
	 * @param kind the kind
	 * @return {@code false} for objects that it says nothing about
	 */
	boolean isAbout(Kind kind);

	/**
	 * Whether the model declares objects of a kind that belong to the whole database.
	 * @param kind the kind
	 * @return {@code false} also for all other kinds
	 */
	boolean isAboutDatabase(Kind kind);

	/**
	 * Whether a relation is one of the tool itself.
	 * @param schema the schema
	 * @param relation the table or sequence
	 * @return {@code true} for what is not the application's
	 */
	boolean isOwn(String schema, String relation);

}
