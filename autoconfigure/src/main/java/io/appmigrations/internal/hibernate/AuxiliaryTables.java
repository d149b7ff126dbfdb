package io.appmigrations.internal.hibernate;

import java.util.Optional;

import org.hibernate.mapping.PersistentClass;
import org.hibernate.mapping.Table;

import org.springframework.util.ClassUtils;

/**
 * The tables in which Hibernate itself keeps the history of entities, since 7.4. Spring
 * Boot 4.0 comes with Hibernate 7.2.
 */
final class AuxiliaryTables {

	private static final boolean KNOWN = ClassUtils.isPresent("org.hibernate.mapping.AuxiliaryTableHolder",
			AuxiliaryTables.class.getClassLoader());

	private AuxiliaryTables() {
	}

	static Optional<Table> of(PersistentClass entity) {
		return KNOWN ? Optional.ofNullable(entity.getAuxiliaryTable()) : Optional.empty();
	}

}
