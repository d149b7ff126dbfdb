package io.appmigrations.sample.catalogue;

import java.util.List;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/instructors")
class InstructorController {

	private final InstructorRepository instructors;

	InstructorController(InstructorRepository instructors) {
		this.instructors = instructors;
	}

	@GetMapping
	List<InstructorSummary> list() {
		return this.instructors.findSummaries();
	}

}
