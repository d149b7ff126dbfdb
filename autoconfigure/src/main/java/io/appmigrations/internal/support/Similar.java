package io.appmigrations.internal.support;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/**
 * Words that differ by a slip of the pen.
 */
public final class Similar {

	/** How many words are worth to be named. */
	private static final int SEVERAL = 3;

	/** No slip has more. */
	private static final int MOST = 2;

	private Similar() {
	}

	/**
	 * Counts what has to be changed to make one word of another: Levenshtein's distance,
	 * with neighbours that changed places counted once.
	 * @param left one word
	 * @param right another
	 * @return the number of letters, not exact if it is higher than that of any slip
	 */
	public static int edits(String left, String right) {
		if (Math.abs(left.length() - right.length()) > MOST) {
			return MOST + 1;
		}
		int[][] distance = new int[left.length() + 1][right.length() + 1];
		for (int i = 0; i <= left.length(); i++) {
			for (int j = 0; j <= right.length(); j++) {
				distance[i][j] = (i == 0 || j == 0) ? i + j : step(distance, left, right, i, j);
			}
		}
		return distance[left.length()][right.length()];
	}

	private static int step(int[][] distance, String left, String right, int i, int j) {
		int same = (left.charAt(i - 1) == right.charAt(j - 1)) ? 0 : 1;
		int least = Math.min(Math.min(distance[i - 1][j], distance[i][j - 1]) + 1, distance[i - 1][j - 1] + same);
		boolean swapped = i > 1 && j > 1 && left.charAt(i - 1) == right.charAt(j - 2)
				&& left.charAt(i - 2) == right.charAt(j - 1);
		return swapped ? Math.min(least, distance[i - 2][j - 2] + 1) : least;
	}

	/**
	 * Finds what somebody can have meant: the words nearest to one that there is not, or
	 * that begin with what is nearest to it, or occur in it.
	 * @param word a word that there is not
	 * @param words the words that there are
	 * @return at most three of them, in alphabetical order; none where more are as near
	 */
	public static List<String> meant(String word, Collection<String> words) {
		String typed = word.toLowerCase(Locale.ROOT);
		TreeSet<String> nearest = new TreeSet<>();
		int least = allowed(typed);
		for (String each : words) {
			int edits = distance(typed, each.toLowerCase(Locale.ROOT));
			if (edits < least) {
				nearest.clear();
				least = edits;
			}
			if (edits == least) {
				nearest.add(each);
			}
		}
		return (nearest.size() > SEVERAL) ? List.of() : List.copyOf(nearest);
	}

	private static int distance(String typed, String word) {
		if (word.length() > 2 * MOST && typed.contains(word)) {
			return 0;
		}
		return (typed.length() > MOST && word.length() > typed.length())
				? Math.min(edits(typed, word), edits(typed, word.substring(0, typed.length()))) : edits(typed, word);
	}

	/** Of a short word, most others differ by a few letters. */
	private static int allowed(String typed) {
		return (typed.length() > 2 * MOST) ? MOST : 1;
	}

}
