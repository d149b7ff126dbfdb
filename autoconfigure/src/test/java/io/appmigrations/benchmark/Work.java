package io.appmigrations.benchmark;

import java.util.List;

/**
 * One of the questions that {@code docs/benchmarks.md} answers.
 */
interface Work {

	/** Its short name in the documentation. */
	String id();

	/**
	 * Prepares it and says what is measured.
	 * @param bench where it runs
	 */
	List<Case> cases(Bench bench) throws Exception;

	/**
	 * What is to be kept.
	 * @param results what was measured
	 */
	List<Goal> goals(Results results);

	/**
	 * A ratio of one run that is to be kept.
	 *
	 * @param what what is divided by what
	 * @param value the ratio
	 * @param limit the most it may be
	 */
	record Goal(String what, double value, double limit) {

	}

}
