package io.appmigrations.sample.catalogue;

import java.time.Instant;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import jakarta.persistence.UniqueConstraint;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "enrolments", uniqueConstraints = @UniqueConstraint(name = "enrolments_course_id_email_key",
		columnNames = { "course_id", "email" }))
class Enrolment {

	@Id
	@GeneratedValue(strategy = GenerationType.IDENTITY)
	private @Nullable Long id;

	@ManyToOne(fetch = FetchType.LAZY, optional = false)
	@JoinColumn(name = "course_id", nullable = false)
	private Course course;

	@Column(length = 320, nullable = false)
	private String email;

	@Column(nullable = false)
	private Instant enrolledAt;

	@SuppressWarnings("NullAway.Init")
	protected Enrolment() {
	}

	Enrolment(Course course, String email, Instant enrolledAt) {
		this.course = course;
		this.email = email;
		this.enrolledAt = enrolledAt;
	}

	@Nullable Long getId() {
		return this.id;
	}

	Course getCourse() {
		return this.course;
	}

	String getEmail() {
		return this.email;
	}

	Instant getEnrolledAt() {
		return this.enrolledAt;
	}

}
