package io.appmigrations.sample.catalogue;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "instructors")
class Instructor {

	@Id
	@GeneratedValue(strategy = GenerationType.IDENTITY)
	private @Nullable Long id;

	@Column(length = 200)
	private @Nullable String givenName;

	@Column(length = 200, nullable = false)
	private String familyName;

	@Column(length = 320, nullable = false, unique = true)
	private String email;

	@SuppressWarnings("NullAway.Init")
	protected Instructor() {
	}

	Instructor(@Nullable String givenName, String familyName, String email) {
		this.givenName = givenName;
		this.familyName = familyName;
		this.email = email;
	}

	@Nullable Long getId() {
		return this.id;
	}

	String getFullName() {
		return fullName(this.givenName, this.familyName);
	}

	String getEmail() {
		return this.email;
	}

	/**
	 * The name the way people read it.
	 * @param givenName the given name, if there is one
	 * @param familyName the family name
	 * @return the full name
	 */
	static String fullName(@Nullable String givenName, String familyName) {
		return (givenName != null) ? givenName + " " + familyName : familyName;
	}

}
