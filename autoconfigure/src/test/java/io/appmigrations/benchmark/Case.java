package io.appmigrations.benchmark;

/**
 * Something whose cost is measured again and again.
 *
 * @param name what the tables call it
 * @param run does it once
 */
record Case(String name, Run run) {

	@FunctionalInterface
	interface Run {

		Cost run() throws Exception;

	}

}
