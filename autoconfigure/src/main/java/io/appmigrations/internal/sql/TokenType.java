package io.appmigrations.internal.sql;

/**
 * What kinds of tokens there are (PostgreSQL's manual, 4.1). What lies between tokens is
 * a kind too: the tokens of a text are all of the text.
 */
public enum TokenType {

	/** A key word, or a name without quotes. */
	WORD,

	/** A name in double quotes. */
	QUOTED_NAME,

	/** A name as in {@code U&"d\0061t\+000061"}. */
	UNICODE_NAME,

	/** A string in single quotes, or several that are one since they stand on lines. */
	STRING,

	/** A string as in {@code E'...'}. */
	ESCAPE_STRING,

	/** A string as in {@code U&'...'}. */
	UNICODE_STRING,

	/** A string of bits, as in {@code B'01'} and {@code X'1F'}. */
	BIT_STRING,

	/** A string as in {@code N'...'}. */
	NATIONAL_STRING,

	/** A string as in {@code $tag$...$tag$}. */
	DOLLAR_STRING,

	/** A number without its sign. */
	NUMBER,

	/** As in {@code $1}. */
	PARAMETER,

	/** As in {@code <=}; also {@code ::}, {@code :=} and {@code ..}. */
	OPERATOR,

	/** One of {@code ( ) [ ] , ; : .}. */
	PUNCTUATION,

	/** A character that has no place in SQL by itself, such as a backslash. */
	OTHER,

	/** From two dashes to before the end of the line. */
	LINE_COMMENT,

	/** Comments within it are a part of it. */
	BLOCK_COMMENT,

	/** Blanks and line breaks. */
	WHITESPACE;

	/**
	 * Whether it is nothing but the space between tokens.
	 * @return {@code true} for comments and white space
	 */
	public boolean isBlank() {
		return isComment() || this == WHITESPACE;
	}

	/**
	 * Whether it is a comment.
	 * @return {@code true} for both kinds
	 */
	public boolean isComment() {
		return this == LINE_COMMENT || this == BLOCK_COMMENT;
	}

	/**
	 * Whether it can name something, or is a key word.
	 * @return {@code true} for words and for names in double quotes
	 */
	public boolean isName() {
		return this == WORD || this == QUOTED_NAME || this == UNICODE_NAME;
	}

	/**
	 * Whether it is a string, however it is quoted.
	 * @return {@code true} for every kind of string constant
	 */
	public boolean isString() {
		return this == DOLLAR_STRING || isQuotedString();
	}

	/**
	 * Whether it is a string in single quotes.
	 * @return {@code true} for every kind of string constant but those in dollar quotes
	 */
	public boolean isQuotedString() {
		return switch (this) {
			case STRING, ESCAPE_STRING, UNICODE_STRING, BIT_STRING, NATIONAL_STRING -> true;
			default -> false;
		};
	}

}
