package io.appmigrations.sample.catalogue;

import org.jspecify.annotations.Nullable;

/**
 * An instructor in the list.
 *
 * @param id the id
 * @param name the name
 * @param courses the number of courses
 */
record InstructorSummary(Long id, String name, long courses) {

	InstructorSummary(Long id, @Nullable String givenName, String familyName, long courses) {
		this(id, Instructor.fullName(givenName, familyName), courses);
	}

}
