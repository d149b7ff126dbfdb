package io.appmigrations.internal.schema;

import io.appmigrations.model.ObjectId;

/**
 * Knows how SQL names objects of every kind. It is a service
 * ({@link java.util.ServiceLoader}), so that names can be written where families of kinds
 * are not known.
 */
public interface ObjectNaming {

	/**
	 * Writes the name of an object that belongs to no table.
	 * @param id the object
	 * @param names how names are written
	 * @return its name, or its signature
	 */
	String name(ObjectId id, Names names);

	/**
	 * Writes the name of the relation that an object belongs to.
	 * @param id the object
	 * @param relation the name of the table, view or domain
	 * @param names how names are written
	 * @return the name
	 */
	String relation(ObjectId id, String relation, Names names);

}
