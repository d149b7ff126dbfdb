package io.appmigrations.sample.catalogue;

import java.util.List;

import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

interface InstructorRepository extends Repository<Instructor, Long> {

	@Query("""
			select new io.appmigrations.sample.catalogue.InstructorSummary(i.id, i.givenName, i.familyName,
				(select count(c) from Course c where c.instructor = i))
			from Instructor i
			order by i.familyName, i.givenName, i.id""")
	List<InstructorSummary> findSummaries();

}
