package io.appmigrations.internal.schema;

import java.util.ServiceLoader;

import io.appmigrations.model.ObjectId;

/**
 * Knows how SQL names objects of every kind. The families of kinds do, which lie above.
 * It is the only service ({@link java.util.ServiceLoader}): docs/architecture.md says
 * why.
 */
public interface ObjectNaming {

	/**
	 * The families, found when the first object is named: they use names themselves. They
	 * are in the same jar, so the class loader of this class finds them, whatever that of
	 * the thread is.
	 */
	ObjectNaming FAMILIES = ServiceLoader.load(ObjectNaming.class, ObjectNaming.class.getClassLoader())
		.findFirst()
		.orElseThrow(() -> new IllegalStateException(
				"META-INF/services/%s is missing from the class path".formatted(ObjectNaming.class.getName())));

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
