package io.appmigrations.sample.catalogue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Index;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderBy;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "courses", indexes = { @Index(name = "courses_instructor_id_idx", columnList = "instructor_id"),
		@Index(name = "courses_lower_idx", columnList = "(lower(title)) text_pattern_ops") })
class Course {

	@Id
	@GeneratedValue(strategy = GenerationType.IDENTITY)
	private @Nullable Long id;

	@Column(length = 220, nullable = false, unique = true)
	private String slug;

	@Column(length = 200, nullable = false)
	private String title;

	@Enumerated(EnumType.STRING)
	@Column(length = 20, nullable = false)
	private CourseLevel level;

	@ManyToOne(fetch = FetchType.LAZY, optional = false)
	@JoinColumn(name = "instructor_id", nullable = false)
	private Instructor instructor;

	@OneToMany(mappedBy = "course")
	@OrderBy("position")
	private List<Lesson> lessons = new ArrayList<>();

	@SuppressWarnings("NullAway.Init")
	protected Course() {
	}

	Course(String slug, String title, CourseLevel level, Instructor instructor) {
		this.slug = slug;
		this.title = title;
		this.level = level;
		this.instructor = instructor;
	}

	@Nullable Long getId() {
		return this.id;
	}

	String getSlug() {
		return this.slug;
	}

	String getTitle() {
		return this.title;
	}

	CourseLevel getLevel() {
		return this.level;
	}

	Instructor getInstructor() {
		return this.instructor;
	}

	List<Lesson> getLessons() {
		return Collections.unmodifiableList(this.lessons);
	}

}
