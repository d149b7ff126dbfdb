package io.appmigrations.sample.catalogue;

import jakarta.persistence.CheckConstraint;
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
import org.hibernate.annotations.OnDelete;
import org.hibernate.annotations.OnDeleteAction;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "lessons",
		uniqueConstraints = @UniqueConstraint(name = "lessons_course_id_position_key",
				columnNames = { "course_id", "position" }),
		check = { @CheckConstraint(name = "lessons_position_check", constraint = "position > 0"),
				@CheckConstraint(name = "lessons_minutes_check", constraint = "minutes > 0") })
class Lesson {

	@Id
	@GeneratedValue(strategy = GenerationType.IDENTITY)
	private @Nullable Long id;

	@ManyToOne(fetch = FetchType.LAZY, optional = false)
	@JoinColumn(name = "course_id", nullable = false)
	@OnDelete(action = OnDeleteAction.CASCADE)
	private Course course;

	private int position;

	@Column(length = 200, nullable = false)
	private String title;

	private int minutes;

	@SuppressWarnings("NullAway.Init")
	protected Lesson() {
	}

	Lesson(Course course, int position, String title, int minutes) {
		this.course = course;
		this.position = position;
		this.title = title;
		this.minutes = minutes;
	}

	@Nullable Long getId() {
		return this.id;
	}

	Course getCourse() {
		return this.course;
	}

	int getPosition() {
		return this.position;
	}

	String getTitle() {
		return this.title;
	}

	int getMinutes() {
		return this.minutes;
	}

}
