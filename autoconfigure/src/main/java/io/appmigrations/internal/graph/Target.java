package io.appmigrations.internal.graph;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.Revision;
import org.jspecify.annotations.Nullable;

/**
 * Names revisions the way users of Alembic do: {@code [BRANCH@][SYMBOL][+N|-N]}. The
 * branch is a branch label or a revision, the symbol is {@code head}, {@code heads},
 * {@code base}, {@code current}, a revision id, a branch label or the beginning of an id.
 * What it means depends on the command and is found out by {@link TargetResolver}.
 *
 * @param text what the user typed
 * @param branch what stands before the {@code @}, or {@code null}
 * @param symbol the symbol, or {@code null} where steps are counted from the current
 * revision
 * @param steps how many steps to go from there, up where positive, or {@code null} where
 * none are given
 */
public record Target(String text, @Nullable String branch, @Nullable String symbol, @Nullable Integer steps) {

	/** All effective heads. */
	public static final Target HEADS = parse("heads");

	/** Nothing applied. */
	public static final Target BASE = parse("base");

	/** What can stand for revisions. */
	static final Set<String> SYMBOLS = Set.of("heads", "head", "base", "current");

	private static final String HINT = "Use heads, head, base, a revision id or the beginning of one, +N, -N, "
			+ "REVISION+N, REVISION-N, or one of them after LABEL@.";

	private static final class Grammar {

		private static final Pattern TARGET = Pattern.compile(
				"(?:(?<branch>%1$s)@)?(?<symbol>%1$s)?(?<steps>[+-]\\d+)?".formatted(Revision.IDENTIFIER.pattern()));

	}

	/**
	 * Reads a target. The whole text must fit the grammar; nothing is guessed.
	 * @param text what the user typed
	 * @return the target
	 * @throws MigrationException with {@code invalid_target}
	 */
	public static Target parse(String text) {
		Matcher matcher = Grammar.TARGET.matcher(text);
		if (!matcher.matches() || (matcher.group("symbol") == null && matcher.group("steps") == null)) {
			throw new MigrationException(ErrorCode.INVALID_TARGET, "'%s' is not a target".formatted(text), HINT);
		}
		return new Target(text, matcher.group("branch"), matcher.group("symbol"), steps(text, matcher.group("steps")));
	}

	private static @Nullable Integer steps(String text, @Nullable String number) {
		try {
			return (number != null) ? Integer.valueOf(number) : null;
		}
		catch (NumberFormatException ex) {
			throw new MigrationException(ErrorCode.INVALID_TARGET,
					"'%s' is not a target: the number of steps is too large".formatted(text), HINT);
		}
	}

	/**
	 * Whether the target cannot be resolved without knowing where the database is.
	 * @return {@code true} for {@code current}, {@code +N} and {@code -N}
	 */
	public boolean needsCurrent() {
		return this.symbol == null || is("current");
	}

	/** What the target has of names of revisions. */
	Stream<String> names() {
		return Stream.of(Optional.ofNullable(this.branch), Optional.ofNullable(this.symbol))
			.flatMap(Optional::stream)
			.filter((name) -> !SYMBOLS.contains(name));
	}

	boolean is(String word) {
		return word.equals(this.symbol);
	}

	@Override
	public String toString() {
		return this.text;
	}

}
