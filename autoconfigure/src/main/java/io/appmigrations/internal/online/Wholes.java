package io.appmigrations.internal.online;

import java.util.function.BiPredicate;

/**
 * What belongs together in a sequence, and is done together.
 */
final class Wholes {

	private Wholes() {
	}

	/**
	 * Finds how far a whole goes.
	 * @param start the place where it begins
	 * @param size the length of the sequence
	 * @param belongTogether whether two places belong together; what is between them then
	 * does so too
	 * @return the last place of the whole
	 */
	static int end(int start, int size, BiPredicate<Integer, Integer> belongTogether) {
		int end = start;
		for (int i = start; i <= end; i++) {
			for (int j = size - 1; j > end; j--) {
				if (belongTogether.test(i, j)) {
					end = j;
				}
			}
		}
		return end;
	}

}
