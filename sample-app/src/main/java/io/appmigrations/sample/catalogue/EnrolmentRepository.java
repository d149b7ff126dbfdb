package io.appmigrations.sample.catalogue;

import java.time.Instant;

import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;
import org.springframework.transaction.annotation.Transactional;

interface EnrolmentRepository extends Repository<Enrolment, Long> {

	/**
	 * Enrols somebody. The unique constraint decides between two requests at the same
	 * time, which a look before the insert could not.
	 * @param course the course
	 * @param email the address in lower case
	 * @param enrolledAt the time of the enrolment
	 * @return 1, or 0 if the address is enrolled already
	 */
	@Modifying
	@Transactional
	@Query("""
			insert into Enrolment (course, email, enrolledAt) values (:course, :email, :enrolledAt)
			on conflict (course, email) do nothing""")
	int insertIfAbsent(Course course, String email, Instant enrolledAt);

}
