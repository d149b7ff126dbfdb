package io.appmigrations.sample.catalogue;

enum CourseLevel {

	BEGINNER, INTERMEDIATE, ADVANCED

}
