package io.appmigrations.sample.catalogue;

import java.util.List;

/**
 * A course with its lessons in order.
 *
 * @param slug the name in addresses
 * @param title the title
 * @param level the level
 * @param instructor the instructor's name
 * @param lessons the lessons
 */
record CourseDetails(String slug, String title, CourseLevel level, String instructor, List<LessonDetails> lessons) {

	static CourseDetails of(Course course) {
		return new CourseDetails(course.getSlug(), course.getTitle(), course.getLevel(),
				course.getInstructor().getFullName(), course.getLessons().stream().map(LessonDetails::of).toList());
	}

	/**
	 * A lesson of the course.
	 *
	 * @param position the place in the course, from 1
	 * @param title the title
	 * @param minutes how long it takes
	 */
	record LessonDetails(int position, String title, int minutes) {

		static LessonDetails of(Lesson lesson) {
			return new LessonDetails(lesson.getPosition(), lesson.getTitle(), lesson.getMinutes());
		}

	}

}
