package io.appmigrations.process;

import org.springframework.boot.SpringApplication;

/**
 * The plainest application of all. What is made of it ahead of time is found by its name,
 * which must not be the one of a nested class.
 */
final class PlainApplication {

	private PlainApplication() {
	}

	public static void main(String[] arguments) {
		SpringApplication.run(Applications.Migrating.class, arguments);
	}

}
