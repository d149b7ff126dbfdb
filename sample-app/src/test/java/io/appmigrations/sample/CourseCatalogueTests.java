package io.appmigrations.sample;

import java.util.Locale;
import java.util.Map;
import java.util.UUID;

import io.appmigrations.Migrations;
import io.appmigrations.test.MigrationAssertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the whole application over HTTP. The database keeps its data between runs, so
 * they look for what they need and leave the rest aside.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = "sample.embedded-postgres.directory=target/test-postgres")
class CourseCatalogueTests {

	private RestTestClient client;

	@BeforeEach
	void setUp(@LocalServerPort int port) {
		this.client = RestTestClient.bindToServer().baseUrl("http://localhost:" + port).build();
	}

	@Test
	void revisionsAreSound(@Autowired Migrations migrations) {
		MigrationAssertions.assertSound(migrations);
	}

	@Test
	void listsTheSeededCourses() {
		this.client.get()
			.uri("/courses")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.length()")
			.isEqualTo(4)
			.jsonPath("$[0].slug")
			.isEqualTo("indexes-query-plans")
			.jsonPath("$[0].title")
			.isEqualTo("Indexes & Query Plans")
			.jsonPath("$[0].level")
			.isEqualTo("INTERMEDIATE")
			.jsonPath("$[0].instructor")
			.isEqualTo("Mira Novak")
			.jsonPath("$[0].lessons")
			.isEqualTo(2)
			.jsonPath("$[0].enrolments")
			.isEqualTo(0);
	}

	@Test
	void listsTheCoursesWhoseTitleStartsWithAPrefix() {
		this.client.get()
			.uri("/courses?title={prefix}", "SCHEMA")
			.exchange()
			.expectBody()
			.jsonPath("$[*].slug")
			.isEqualTo("schema-changes-without-downtime");
	}

	@Test
	void takesTheWildcardsOfAPrefixLiterally() {
		this.client.get()
			.uri("/courses?title={prefix}", "%")
			.exchange()
			.expectBody()
			.jsonPath("$.length()")
			.isEqualTo(0);
	}

	@Test
	void showsACourseWithItsLessonsInOrder() {
		this.client.get().uri("/courses/sql-from-scratch").exchange().expectStatus().isOk().expectBody().json("""
				{
					"slug": "sql-from-scratch",
					"title": "SQL from Scratch",
					"level": "BEGINNER",
					"instructor": "Mira Novak",
					"lessons": [
						{ "position": 1, "title": "Tables and rows", "minutes": 25 },
						{ "position": 2, "title": "Select and where", "minutes": 35 },
						{ "position": 3, "title": "Joins", "minutes": 45 }
					]
				}""");
	}

	@Test
	void listsTheInstructors() {
		this.client.get()
			.uri("/instructors")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$[0].name")
			.isEqualTo("Jonas Lindqvist")
			.jsonPath("$[1].name")
			.isEqualTo("Mira Novak")
			.jsonPath("$[1].courses")
			.isEqualTo(2)
			.jsonPath("$[2].name")
			.isEqualTo("Sukarno");
	}

	@Test
	void enrolsAnAddressOnlyOnce() {
		String email = UUID.randomUUID() + "@example.org";

		enrol("spring-boot-first-steps", email).expectStatus()
			.isCreated()
			.expectBody()
			.jsonPath("$.course")
			.isEqualTo("spring-boot-first-steps")
			.jsonPath("$.email")
			.isEqualTo(email)
			.jsonPath("$.enrolledAt")
			.exists();
		expectProblem(enrol("spring-boot-first-steps", email.toUpperCase(Locale.ROOT)), HttpStatus.CONFLICT);
	}

	@Test
	void refusesToEnrolInAnUnknownCourse() {
		expectProblem(enrol("no-such-course", "ada@example.org"), HttpStatus.NOT_FOUND);
	}

	@Test
	void refusesToEnrolWithoutAnEmailAddress() {
		expectProblem(enrol("sql-from-scratch", "ada"), HttpStatus.BAD_REQUEST);
	}

	@Test
	void showsThatAnUnknownCourseIsMissing() {
		expectProblem(this.client.get().uri("/courses/no-such-course").exchange(), HttpStatus.NOT_FOUND);
	}

	@Test
	void isReady() {
		this.client.get().uri("/actuator/health/readiness").exchange().expectStatus().isOk();
	}

	@Test
	void servesThePageOfTheHistory() {
		this.client.get()
			.uri("/actuator/migrations-page")
			.exchange()
			.expectStatus()
			.isOk()
			.expectHeader()
			.contentType("text/html;charset=UTF-8")
			.expectBody(String.class)
			.value((page) -> assertThat(page).startsWith("<!doctype html>")
				.contains("\"asked\":true", "restrict course levels")
				.doesNotContainIgnoringCase("alter table"));
	}

	private RestTestClient.ResponseSpec enrol(String course, String email) {
		return this.client.post()
			.uri("/courses/{slug}/enrolments", course)
			.contentType(MediaType.APPLICATION_JSON)
			.body(Map.of("email", email))
			.exchange();
	}

	private static void expectProblem(RestTestClient.ResponseSpec response, HttpStatus status) {
		response.expectStatus()
			.isEqualTo(status)
			.expectHeader()
			.contentType(MediaType.APPLICATION_PROBLEM_JSON)
			.expectBody()
			.jsonPath("$.detail")
			.isNotEmpty();
	}

}
