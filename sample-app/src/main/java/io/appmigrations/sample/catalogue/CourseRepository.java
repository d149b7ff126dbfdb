package io.appmigrations.sample.catalogue;

import java.util.List;
import java.util.Optional;

import org.springframework.data.jpa.repository.EntityGraph;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

interface CourseRepository extends Repository<Course, Long> {

	/**
	 * Courses by title, with what the list shows of them, in one query.
	 * @param titlePattern a pattern in lower case for {@code like}
	 * @return the courses
	 */
	@Query("""
			select new io.appmigrations.sample.catalogue.CourseSummary(c.id, c.slug, c.title, c.level,
				i.givenName, i.familyName,
				(select count(l) from Lesson l where l.course = c),
				(select count(e) from Enrolment e where e.course = c))
			from Course c join c.instructor i
			where lower(c.title) like :titlePattern escape '\\'
			order by c.title, c.id""")
	List<CourseSummary> findSummaries(String titlePattern);

	@EntityGraph(attributePaths = { "instructor", "lessons" })
	Optional<Course> findWithLessonsBySlug(String slug);

	Optional<Course> findBySlug(String slug);

}
