package io.appmigrations.sample.catalogue;

import java.util.List;
import java.util.Locale;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

@RestController
@RequestMapping("/courses")
class CourseController {

	private final CourseRepository courses;

	CourseController(CourseRepository courses) {
		this.courses = courses;
	}

	@GetMapping
	List<CourseSummary> list(@RequestParam(defaultValue = "") String title) {
		return this.courses.findSummaries(prefixPattern(title));
	}

	@GetMapping("/{slug}")
	CourseDetails show(@PathVariable String slug) {
		return this.courses.findWithLessonsBySlug(slug)
			.map(CourseDetails::of)
			.orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no course '" + slug + "'"));
	}

	private static String prefixPattern(String prefix) {
		return prefix.toLowerCase(Locale.ROOT).replaceAll("[\\\\%_]", "\\\\$0") + "%";
	}

}
