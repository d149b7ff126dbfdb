package io.appmigrations.sample.catalogue;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

@RestController
class EnrolmentController {

	private static final int MAX_EMAIL_LENGTH = 320;

	private static final Pattern EMAIL = Pattern.compile("[^@\\s]+@[^@\\s.]+(\\.[^@\\s.]+)+");

	private final CourseRepository courses;

	private final EnrolmentRepository enrolments;

	EnrolmentController(CourseRepository courses, EnrolmentRepository enrolments) {
		this.courses = courses;
		this.enrolments = enrolments;
	}

	@PostMapping("/courses/{slug}/enrolments")
	@ResponseStatus(HttpStatus.CREATED)
	EnrolmentConfirmation enrol(@PathVariable String slug, @RequestBody EnrolmentRequest request) {
		String email = validEmail(request.email());
		Course course = this.courses.findBySlug(slug)
			.orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no course '" + slug + "'"));
		Instant enrolledAt = Instant.now().truncatedTo(ChronoUnit.MICROS);
		if (this.enrolments.insertIfAbsent(course, email, enrolledAt) == 0) {
			throw new ResponseStatusException(HttpStatus.CONFLICT,
					"'" + email + "' is already enrolled in '" + slug + "'");
		}
		return new EnrolmentConfirmation(slug, email, enrolledAt);
	}

	private static String validEmail(@Nullable String email) {
		if (email == null || email.length() > MAX_EMAIL_LENGTH || !EMAIL.matcher(email).matches()) {
			throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "'email' must be an email address");
		}
		return email.toLowerCase(Locale.ROOT);
	}

	/**
	 * The body of a request to enrol.
	 *
	 * @param email who enrols
	 */
	record EnrolmentRequest(@Nullable String email) {
	}

	/**
	 * A new enrolment.
	 *
	 * @param course the course's slug
	 * @param email who is enrolled
	 * @param enrolledAt since when
	 */
	record EnrolmentConfirmation(String course, String email, Instant enrolledAt) {
	}

}
