package io.appmigrations.internal.secret;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds string constants that are secrets by the name that they are a value of: of a
 * column, a parameter, an option, a setting, a variable or a key. What a constant itself
 * holds is looked through in the same way, since it can be code.
 */
final class SecretValues {

	private static final Pattern KEY = Pattern.compile("[\\w.:/{},\"-]{1,80}");

	/** {@code format('... password %L', ...)}. */
	private static final Pattern FORMATTED = Pattern.compile("(\\w+)\\W{1,4}%(?:\\d+\\$)?[LsI]");

	/** {@code '... password ' || ...}. */
	private static final Pattern BEGUN = Pattern.compile("(\\w+)\\s*(?:[=:]|:=|=>)?\\s*'*$");

	private static final Pattern PAIR = Pattern.compile(
			"(?i)(?<![\\w.-])(?<name>[a-z_][\\w.-]{0,60})=\\\\?['\"]{0,4}+(?<value>(?!\\$\\{)[^\\s&'\";,()]{1,500})");

	private static final Pattern ELEMENT = Pattern.compile("<(?<name>[A-Za-z_][\\w.-]{0,60})>(?<value>[^<]{1,500})</");

	private static final Pattern BEARER = Pattern.compile("(?i)\\b(?:bearer|basic)\\s+(?<value>[\\w.~+/=-]{6,500})");

	private static final Pattern LOGIN = Pattern
		.compile("(?<=\\s)(?:-u|--user)[ =]\\s*[^\\s:']{1,60}:(?<value>[^\\s']{1,200})");

	private static final Pattern CODE = Pattern.compile(
			"(?is)\\s*(?:select|insert|update|delete|merge|with|create|alter|drop|do|begin|declare|grant|perform|execute|call|return|raise)\\b.*|\\s*(?:<<|--|/\\*).*");

	private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{[^}']+}");

	private static final Set<String> OPERATORS = Set.of("=", ":=", "=>", "<>", "!=", ":", "||");

	private static final Set<String> BEFORE_VALUE = Set.of("to", "like", "ilike", "in", "default");

	/** Where an expression ends, unless parentheses are around it. */
	private static final Set<String> END_OF_VALUE = Set.of("where", "from", "and", "or", "returning", "on", "when",
			"then", "group", "order", "limit", "union", "valid", "login", "nologin", "set", "values", "into", "as",
			"publication", "loop", "begin", "return", "if", "else", "elsif", "end", "not", "check", "references");

	/** What has no place between the name of a column or variable and its default. */
	private static final Set<String> NO_DECLARATION = Set.of("add", "alter", "drop", "rename", "column", "constraint",
			"values", "select", "where", "from", "on", "and", "or", "is", "check", "references", "in", "order", "group",
			"then", "begin", "table", "to", "as", "using", "when", "join", "for", "returning", "returns", "into",
			"loop");

	private static final Set<String> NO_CALL = Set.of("in", "values", "enum", "any", "array", "all", "exists", "some");

	private static final Set<String> BETWEEN_COLUMNS_AND_VALUES = Set.of("overriding", "user", "system", "value", "as",
			"not", "materialized", "(", "=", "row");

	/** Whose arguments are secrets. */
	private static final Set<String> FUNCTIONS = Set.of("crypt", "pgp_sym_encrypt", "pgp_sym_decrypt",
			"pgp_sym_encrypt_bytea", "pgp_sym_decrypt_bytea", "hmac", "encrypt", "decrypt", "encrypt_iv", "decrypt_iv",
			"create_secret");

	private static final int LONGEST_DECLARATION = 16;

	private static final int LONGEST_EXPRESSION = 300;

	private static final int LONGEST_NAME = 80;

	private static final int DEEPEST = 6;

	private final String text;

	private final int end;

	private final int depth;

	private final BiConsumer<Integer, Integer> secrets;

	private final SecretNames names;

	private final SecretTokens tokens;

	/** Constants that are secrets, by their token. */
	private final BitSet masked = new BitSet();

	private SecretValues(String text, int end, int depth, SecretTokens tokens, BiConsumer<Integer, Integer> secrets,
			SecretNames names) {
		this.text = text;
		this.end = end;
		this.depth = depth;
		this.tokens = tokens;
		this.secrets = secrets;
		this.names = names;
	}

	/**
	 * Masks secrets.
	 * @param text statements, or a message that may quote some
	 * @param message whether it is a message: there, double quotes stand around
	 * statements
	 * @return the text with {@code ***} in place of each secret, and as many lines as
	 * before; the same object where it has none
	 */
	static String mask(String text, boolean message) {
		StringBuilder masked = new StringBuilder();
		int copied = 0;
		for (int[] secret : find(text, message)) {
			String content = text.substring(secret[0], secret[1]);
			masked.append(text, copied, secret[0])
				.append("***")
				.append("\n".repeat((int) content.chars().filter((c) -> c == '\n').count()));
			copied = secret[1];
		}
		return (copied == 0) ? text : masked.append(text, copied, text.length()).toString();
	}

	/**
	 * Finds secrets.
	 * @param text statements, or a message that may quote some
	 * @param message whether it is a message
	 * @return where each begins and ends, in their order
	 */
	static List<int[]> find(String text, boolean message) {
		if (!SecretNames.WORD.matcher(text).find()) {
			return List.of();
		}
		List<int[]> found = new ArrayList<>();
		SecretTokens tokens = new SecretTokens(text, 0, text.length(), 1, message);
		new SecretValues(text, text.length(), 0, tokens, (from, to) -> found.add(new int[] { from, to }),
				new SecretNames())
			.read();
		found.sort((a, b) -> Integer.compare(a[0], b[0]));
		List<int[]> secrets = new ArrayList<>();
		int last = 0;
		for (int[] secret : found) {
			String content = text.substring(secret[0], secret[1]);
			if (secret[0] >= last && !content.isBlank() && !PLACEHOLDER.matcher(content).matches()) {
				secrets.add(secret);
				last = secret[1];
			}
		}
		return secrets;
	}

	private void read() {
		while (this.tokens.next()) {
			statement();
		}
	}

	private boolean isSecretName(int token) {
		return this.tokens.isName(token) && this.tokens.length(token) <= LONGEST_NAME
				&& this.tokens.hasSecretWord(token) && this.names.contains(this.tokens.text(token));
	}

	/** One statement is read, or one of what a constant holds. */
	private void statement() {
		for (int i = 0; i < this.tokens.count(); i++) {
			if (isSecretName(i)) {
				valueOf(i);
			}
			else if (this.tokens.isConstant(i)) {
				if (this.tokens.word(i + 1).equals("as") || this.tokens.hasSecretWord(i)) {
					key(i);
				}
			}
			else if (this.tokens.is(i, "(")) {
				columns(i);
				if (this.tokens.isWord(i - 1) && FUNCTIONS.contains(this.tokens.word(i - 1))) {
					arguments(i + 1);
				}
			}
		}
		for (int i = 0; i < this.tokens.count(); i++) {
			if (this.masked.get(i)) {
				this.secrets.accept(this.tokens.from(i), this.tokens.to(i));
			}
			else if (this.tokens.isConstant(i) && this.tokens.hasSecretWord(i)) {
				within(i);
			}
		}
		copiedRows();
		this.masked.clear();
	}

	/** The constant, or the name in double quotes as JSON has it, is the value. */
	private void valueOf(int name) {
		int next = name + 1;
		if (this.tokens.isConstant(next)) {
			this.masked.set(next);
			// what is on another line continues it
			for (int more = next + 1; this.tokens.isConstant(more); more++) {
				this.masked.set(more);
			}
		}
		else if (this.tokens.is(next, ":") && this.tokens.isQuotedName(next + 1)) {
			this.masked.set(next + 1);
		}
		else if (OPERATORS.contains(this.tokens.word(next)) || BEFORE_VALUE.contains(this.tokens.word(next))) {
			expression(next + 1);
		}
		else {
			declaration(next);
		}
	}

	/** {@code password varchar(20) not null default '...'}. */
	private void declaration(int first) {
		boolean open = false;
		for (int i = first; i < Math.min(this.tokens.count(), first + LONGEST_DECLARATION); i++) {
			String word = this.tokens.word(i);
			if (word.equals("default") || word.equals(":=") || word.equals("=")) {
				expression(i + 1);
				return;
			}
			boolean length = word.equals("(") && this.tokens.isNumber(i + 1);
			boolean part = this.tokens.isName(i) || length || (open && (word.equals(")") || word.equals(",")))
					|| word.equals(".") || word.equals("[") || word.equals("]") || word.equals("%");
			if (!part || NO_DECLARATION.contains(word)
					|| (word.equals("set") && !this.tokens.word(i + 1).equals("default"))) {
				return;
			}
			open = (open || length) && !word.equals(")");
		}
	}

	private void expression(int first) {
		int parentheses = 0;
		int cases = 0;
		for (int i = first; i < Math.min(this.tokens.count(), first + LONGEST_EXPRESSION); i++) {
			String word = this.tokens.word(i);
			if (word.equals("(")) {
				parentheses++;
			}
			else if (word.equals(")") && --parentheses < 0) {
				return;
			}
			else if (word.equals("case")) {
				cases++;
			}
			else if (word.equals("end") && cases > 0) {
				cases--;
			}
			else if (parentheses == 0 && cases == 0
					&& (word.equals(",") || word.equals(";") || (i > first && END_OF_VALUE.contains(word)))) {
				return;
			}
			else if (this.tokens.isConstant(i)) {
				this.masked.set(i);
				if (parentheses == 0 && cases == 0 && this.tokens.isName(i + 1)
						&& !this.tokens.word(i + 1).equals("collate")) {
					return;
				}
			}
		}
	}

	/** The rest of the arguments of a call, but not of calls within. */
	private void arguments(int first) {
		int parentheses = 0;
		for (int i = first; i < Math.min(this.tokens.count(), first + LONGEST_EXPRESSION) && parentheses >= 0; i++) {
			if (this.tokens.is(i, "(")) {
				parentheses++;
			}
			else if (this.tokens.is(i, ")")) {
				parentheses--;
			}
			else if (this.tokens.isConstant(i) && parentheses == 0) {
				this.masked.set(i);
			}
		}
	}

	/** The constant is itself the name: a key, or code that is put together. */
	private void key(int constant) {
		int next = constant + 1;
		if (this.tokens.word(next).equals("as") && isSecretName(next + 1)) {
			this.masked.set(constant);
		}
		else if (this.tokens.to(constant) - this.tokens.from(constant) <= 80
				&& KEY.matcher(this.tokens.text(constant)).matches()
				&& this.names.contains(this.tokens.text(constant))) {
			boolean compound = this.tokens.text(constant).matches(".*\\w[._:/-]\\w.*");
			if (this.tokens.is(next, ",") && this.tokens.isConstant(next + 1) && (isArgument(constant) || compound)) {
				this.masked.set(next + 1);
			}
			else if (this.tokens.is(next, "=") || this.tokens.is(next, "=>") || this.tokens.is(next, ":")) {
				expression(next + 1);
			}
		}
		else if (this.tokens.is(next, "||") && hasSecret(BEGUN.matcher(tail(constant)))) {
			expression(next + 1);
		}
		else if (this.tokens.is(next, ",") && hasSecret(FORMATTED.matcher(tail(constant)))) {
			arguments(next + 1);
		}
	}

	private String tail(int constant) {
		return this.text.substring(Math.max(this.tokens.from(constant), this.tokens.to(constant) - 200),
				this.tokens.to(constant));
	}

	private static boolean hasSecret(Matcher matcher) {
		return matcher.results().anyMatch((match) -> SecretNames.isSecret(match.group(1)));
	}

	private boolean isArgument(int token) {
		int parentheses = 0;
		for (int i = token - 1; i >= 0 && token - i < 200; i--) {
			if (this.tokens.is(i, ")")) {
				parentheses++;
			}
			else if (this.tokens.is(i, "(") && --parentheses < 0) {
				return this.tokens.isName(i - 1) && !NO_CALL.contains(this.tokens.word(i - 1)) && !isListOfCopy(i);
			}
		}
		return false;
	}

	private boolean isListOfCopy(int parenthesis) {
		return this.tokens.word(parenthesis - 1).equals("into") || this.tokens.word(parenthesis - 2).equals("into");
	}

	/** A list of columns, and the values that follow in the same order. */
	private void columns(int parenthesis) {
		BitSet secret = new BitSet();
		int column = 0;
		int i = parenthesis + 1;
		while (this.tokens.isName(i)) {
			if (isSecretName(i)) {
				secret.set(column);
			}
			i++;
			if (this.tokens.is(i, ",")) {
				column++;
				i++;
			}
		}
		if (!this.tokens.is(i, ")") || secret.isEmpty()) {
			return;
		}
		i++;
		boolean assigned = this.tokens.is(i, "=");
		while (i < this.tokens.count() && BETWEEN_COLUMNS_AND_VALUES.contains(this.tokens.word(i))
				&& !(assigned && this.tokens.is(i, "("))) {
			i++;
		}
		if (this.tokens.word(i).equals("values") || (assigned && this.tokens.is(i, "("))) {
			int tuple = assigned ? i : i + 1;
			while (this.tokens.is(tuple, "(")) {
				tuple = items(tuple + 1, secret) + 1;
				tuple = this.tokens.is(tuple, ",") ? tuple + 1 : tuple;
			}
		}
		else if (this.tokens.word(i).equals("select")) {
			items(i + 1, secret);
		}
	}

	/** Returns where the items end. */
	private int items(int first, BitSet secret) {
		int parentheses = 0;
		int item = 0;
		int i = first;
		for (; i < this.tokens.count(); i++) {
			if (this.tokens.is(i, "(")) {
				parentheses++;
			}
			else if (this.tokens.is(i, ")") && --parentheses < 0) {
				return i;
			}
			else if (parentheses == 0 && this.tokens.is(i, ",")) {
				item++;
			}
			else if (parentheses == 0 && (this.tokens.is(i, ";") || this.tokens.word(i).equals("from")
					|| this.tokens.word(i).equals("union"))) {
				return i;
			}
			else if (secret.get(item) && this.tokens.isConstant(i)) {
				this.masked.set(i);
			}
		}
		return i;
	}

	/** A constant that is no secret as a whole can be code, JSON, a URL. */
	private void within(int constant) {
		if (this.depth < DEEPEST) {
			SecretTokens content = new SecretTokens(this.text, this.tokens.from(constant), this.tokens.to(constant),
					this.tokens.quotesWithin(constant), false);
			new SecretValues(this.text, this.tokens.to(constant), this.depth + 1, content, this.secrets, this.names)
				.read();
		}
		String content = this.tokens.text(constant);
		if (!CODE.matcher(content).matches()) {
			found(PAIR, content, this.tokens.from(constant));
			found(ELEMENT, content, this.tokens.from(constant));
			found(BEARER, content, this.tokens.from(constant));
			found(LOGIN, content, this.tokens.from(constant));
		}
	}

	private void found(Pattern pattern, String content, int offset) {
		Matcher matcher = pattern.matcher(content);
		boolean named = pattern == PAIR || pattern == ELEMENT;
		while (matcher.find()) {
			if (!named || SecretNames.isSecret(matcher.group("name"))) {
				this.secrets.accept(offset + matcher.start("value"), offset + matcher.end("value"));
			}
		}
	}

	/** The lines behind {@code COPY ... FROM stdin;}, which are no SQL. */
	private void copiedRows() {
		if (this.depth > 0 || this.tokens.count() < 4 || !this.tokens.word(0).equals("copy")
				|| !this.tokens.word(this.tokens.count() - 1).equals(";")) {
			return;
		}
		List<String> words = new ArrayList<>();
		for (int i = 0; i < Math.min(this.tokens.count(), 500); i++) {
			words.add(this.tokens.word(i));
		}
		int stdin = words.indexOf("stdin");
		if (stdin < 1 || !words.get(stdin - 1).equals("from")) {
			return;
		}
		BitSet secret = new BitSet();
		int list = words.indexOf("(");
		int column = 0;
		for (int i = list + 1; list > 0 && list < stdin && this.tokens.isName(i); i += 2) {
			secret.set(column++, isSecretName(i));
		}
		boolean plain = words.subList(stdin, words.size())
			.stream()
			.allMatch((word) -> Set.of("stdin", ";").contains(word));
		int line = nextLine(this.tokens.position());
		while (line < this.end && !this.text.startsWith("\\.", line)) {
			int next = nextLine(line);
			copiedRow(line, (next > line && this.text.charAt(next - 1) == '\n') ? next - 1 : next, secret, plain);
			line = next;
		}
		this.tokens.moveTo(Math.min(this.end, nextLine(line)));
	}

	private int nextLine(int from) {
		int line = (from < this.end) ? this.text.indexOf('\n', from) : -1;
		return (line < 0 || line >= this.end) ? this.end : line + 1;
	}

	/** Where columns end is known of the text format alone. */
	private void copiedRow(int from, int to, BitSet secret, boolean plain) {
		if (secret.isEmpty()) {
			return;
		}
		if (!plain) {
			this.secrets.accept(from, to);
			return;
		}
		int field = from;
		for (int column = 0; field <= to; column++) {
			int tab = this.text.indexOf('\t', field);
			int last = (tab < 0 || tab > to) ? to : tab;
			if (secret.get(column) && !this.text.substring(field, last).equals("\\N")) {
				this.secrets.accept(field, last);
			}
			field = last + 1;
		}
	}

}
