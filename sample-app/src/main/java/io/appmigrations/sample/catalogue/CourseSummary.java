package io.appmigrations.sample.catalogue;

import org.jspecify.annotations.Nullable;

/**
 * A course in the list.
 *
 * @param id the id
 * @param slug the name in addresses
 * @param title the title
 * @param level the level
 * @param instructor the instructor's name
 * @param lessons the number of lessons
 * @param enrolments the number of enrolments
 */
record CourseSummary(Long id, String slug, String title, CourseLevel level, String instructor, long lessons,
		long enrolments) {

	CourseSummary(Long id, String slug, String title, CourseLevel level, @Nullable String givenName, String familyName,
			long lessons, long enrolments) {
		this(id, slug, title, level, Instructor.fullName(givenName, familyName), lessons, enrolments);
	}

}
