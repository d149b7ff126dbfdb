package io.appmigrations.internal.database;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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

	/** Worth looking for at all. */
	private static final Pattern WORD = Pattern.compile(
			"(?i)passw|passphrase|pwd|secret|token|_?key|credential|jwt|_pw|\\bpw|_pass|\\bpass|bearer|crypt|hmac");

	private static final Pattern NAME = Pattern.compile(
			"(?:.*(?:password|passwd|passphrase|passwort|secret|token|api_?key|(?:access|private|secret|signing|encryption|auth|client|master)_?key)"
					+ "|(?:.*_)?(?:pwd|pw|pass|credentials?|jwt))(?:_(?:hash|digest|value|plain|encrypted|new|old)|\\d)*+");

	private static final Pattern KEY = Pattern.compile("[\\w.:/{},\"-]{1,80}");

	private static final Pattern CAMEL = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");

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

	private static final int DEEPEST = 6;

	/** Of one statement: a list of columns does not reach further. */
	private static final int MOST_TOKENS = 1 << 18;

	private static final int WORD_TOKEN = 0;

	private static final int QUOTED_NAME = 1;

	private static final int CONSTANT = 2;

	private static final int SIGN = 3;

	private final String text;

	private final int end;

	private final int depth;

	/** How many quotes make one: two within a constant, four within two. */
	private final int quotes;

	private final boolean message;

	private final BiConsumer<Integer, Integer> secrets;

	/** Whether names are those of secrets, as far as that was asked. */
	private final Map<String, Boolean> names;

	private int position;

	private int[] tokens = new int[64];

	private final Matcher word;

	private int count;

	/** Constants that are secrets, by their token. */
	private final BitSet masked = new BitSet();

	private SecretValues(String text, int from, int end, int depth, int quotes, boolean message,
			BiConsumer<Integer, Integer> secrets, Map<String, Boolean> names) {
		this.text = text;
		this.position = from;
		this.end = end;
		this.depth = depth;
		this.quotes = quotes;
		this.message = message;
		this.secrets = secrets;
		this.names = names;
		this.word = WORD.matcher(text);
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
		if (!WORD.matcher(text).find()) {
			return List.of();
		}
		List<int[]> found = new ArrayList<>();
		new SecretValues(text, 0, text.length(), 0, 1, message, (from, to) -> found.add(new int[] { from, to }),
				new HashMap<>())
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
		while (this.position < this.end) {
			token();
			if ((this.count > 0 && is(this.count - 1, ";")) || this.count == MOST_TOKENS) {
				statement();
			}
		}
		statement();
	}

	private void token() {
		char c = this.text.charAt(this.position);
		if (c == '-' && startsWith("--")) {
			int line = this.text.indexOf('\n', this.position);
			this.position = (line < 0 || line > this.end) ? this.end : line;
		}
		else if (c == '/' && startsWith("/*")) {
			int close = this.text.indexOf("*/", this.position + 2);
			this.position = (close < 0 || close > this.end) ? this.end : close + 2;
		}
		else if (c == '\'') {
			string(false);
		}
		else if (c == '"' && !this.message) {
			int close = this.text.indexOf('"', this.position + 1);
			int to = (close < 0 || close >= this.end) ? this.end : close;
			add(QUOTED_NAME, this.position + 1, to, 0);
			this.position = Math.min(this.end, to + 1);
		}
		else if (c == '$' && dollar()) {
			return;
		}
		else if (Character.isLetterOrDigit(c) || c == '_') {
			word();
		}
		else if (Character.isWhitespace(c) || c == '"') {
			this.position++;
		}
		else {
			int length = (startsWith(":=") || startsWith("=>") || startsWith("<>") || startsWith("!=")
					|| startsWith("||")) ? 2 : 1;
			add(SIGN, this.position, this.position + length, 0);
			this.position += length;
		}
	}

	private boolean startsWith(String sign) {
		return this.position + sign.length() <= this.end && this.text.startsWith(sign, this.position);
	}

	private void word() {
		int from = this.position;
		while (this.position < this.end && (Character.isLetterOrDigit(this.text.charAt(this.position))
				|| "_$".indexOf(this.text.charAt(this.position)) >= 0)) {
			this.position++;
		}
		boolean quote = this.position < this.end && this.text.charAt(this.position) == '\'';
		String prefix = this.text.substring(from, Math.min(this.position, from + 2)).toLowerCase(Locale.ROOT);
		if (quote && this.position - from == 1 && "enbx".contains(prefix)) {
			string(prefix.equals("e"));
		}
		else if (this.message && quote && this.position + 1 < this.end
				&& Character.isLetter(this.text.charAt(this.position + 1)) && this.position - from > 1) {
			// an apostrophe
			this.position++;
		}
		else if (prefix.equals("u") && startsWith("&'")) {
			this.position++;
			string(false);
		}
		else {
			add(WORD_TOKEN, from, this.position, 0);
		}
	}

	private void string(boolean escapes) {
		String unit = "'".repeat(this.quotes);
		if (!this.text.startsWith(unit, this.position)) {
			this.position++;
			return;
		}
		int from = this.position + this.quotes;
		int at = from;
		while (at < this.end) {
			if (escapes && this.text.charAt(at) == '\\') {
				at += 2;
			}
			else if (!this.text.startsWith(unit, at)) {
				at++;
			}
			else if (this.text.startsWith(unit, at + this.quotes) && at + 2 * this.quotes <= this.end) {
				at += 2 * this.quotes;
			}
			else {
				break;
			}
		}
		int to = Math.min(at, this.end);
		add(CONSTANT, from, to, this.quotes * 2);
		this.position = Math.min(this.end, to + this.quotes);
	}

	private boolean dollar() {
		int at = this.position + 1;
		while (at < this.end && (Character.isLetterOrDigit(this.text.charAt(at)) || this.text.charAt(at) == '_')) {
			at++;
		}
		if (at >= this.end || this.text.charAt(at) != '$'
				|| (at > this.position + 1 && Character.isDigit(this.text.charAt(this.position + 1)))) {
			return false;
		}
		String tag = this.text.substring(this.position, at + 1);
		int close = this.text.indexOf(tag, at + 1);
		int to = (close < 0 || close > this.end) ? this.end : close;
		add(CONSTANT, at + 1, to, this.quotes);
		this.position = Math.min(this.end, to + tag.length());
		return true;
	}

	private void add(int type, int from, int to, int quotesWithin) {
		if (this.count * 4 == this.tokens.length) {
			this.tokens = Arrays.copyOf(this.tokens, this.tokens.length * 2);
		}
		int at = this.count * 4;
		this.tokens[at] = type;
		// what is cut can end within a quote
		this.tokens[at + 1] = Math.min(from, this.end);
		this.tokens[at + 2] = Math.min(Math.max(from, to), this.end);
		this.tokens[at + 3] = quotesWithin;
		this.count++;
	}

	private boolean isType(int token, int type) {
		return token >= 0 && token < this.count && this.tokens[token * 4] == type;
	}

	private boolean isConstant(int token) {
		return isType(token, CONSTANT);
	}

	private int from(int token) {
		return this.tokens[token * 4 + 1];
	}

	private int to(int token) {
		return this.tokens[token * 4 + 2];
	}

	private String text(int token) {
		return this.text.substring(from(token), to(token));
	}

	/** The word or sign, in small letters; empty for anything else. */
	private String word(int token) {
		boolean word = isType(token, WORD_TOKEN) || isType(token, SIGN);
		return (word && to(token) - from(token) <= 40) ? text(token).toLowerCase(Locale.ROOT) : "";
	}

	private boolean is(int token, String sign) {
		return isType(token, SIGN) && to(token) - from(token) == sign.length()
				&& this.text.startsWith(sign, from(token));
	}

	private boolean isName(int token) {
		return isType(token, WORD_TOKEN) || isType(token, QUOTED_NAME);
	}

	private boolean isSecretName(int token) {
		return isName(token) && to(token) - from(token) <= 80 && hasWord(token)
				&& this.names.computeIfAbsent(text(token), SecretValues::isSecret);
	}

	private boolean hasWord(int token) {
		return this.word.region(from(token), to(token)).find();
	}

	private static boolean isSecret(String name) {
		String words = CAMEL.matcher(name).replaceAll("_").toLowerCase(Locale.ROOT).replaceAll("[.:/ {},\"-]+", "_");
		return NAME.matcher(words.replaceAll("_+$", "")).matches();
	}

	/** One statement is read, or one of what a constant holds. */
	private void statement() {
		for (int i = 0; i < this.count; i++) {
			if (isSecretName(i)) {
				valueOf(i);
			}
			else if (isConstant(i)) {
				if (word(i + 1).equals("as") || hasWord(i)) {
					key(i);
				}
			}
			else if (is(i, "(")) {
				columns(i);
				if (isType(i - 1, WORD_TOKEN) && FUNCTIONS.contains(word(i - 1))) {
					arguments(i + 1);
				}
			}
		}
		for (int i = 0; i < this.count; i++) {
			if (this.masked.get(i)) {
				this.secrets.accept(from(i), to(i));
			}
			else if (isConstant(i) && hasWord(i)) {
				within(i);
			}
		}
		copiedRows();
		this.count = 0;
		this.masked.clear();
	}

	/** The constant, or the name in double quotes as JSON has it, is the value. */
	private void valueOf(int name) {
		int next = name + 1;
		if (isConstant(next)) {
			this.masked.set(next);
			// what stands on another line goes on with it
			for (int more = next + 1; isConstant(more); more++) {
				this.masked.set(more);
			}
		}
		else if (is(next, ":") && isType(next + 1, QUOTED_NAME)) {
			this.masked.set(next + 1);
		}
		else if (OPERATORS.contains(word(next)) || BEFORE_VALUE.contains(word(next))) {
			expression(next + 1);
		}
		else {
			declaration(next);
		}
	}

	/** {@code password varchar(20) not null default '...'}. */
	private void declaration(int first) {
		boolean open = false;
		for (int i = first; i < Math.min(this.count, first + LONGEST_DECLARATION); i++) {
			String word = word(i);
			if (word.equals("default") || word.equals(":=") || word.equals("=")) {
				expression(i + 1);
				return;
			}
			boolean length = word.equals("(") && isType(i + 1, WORD_TOKEN)
					&& Character.isDigit(this.text.charAt(from(i + 1)));
			boolean part = isName(i) || length || (open && (word.equals(")") || word.equals(","))) || word.equals(".")
					|| word.equals("[") || word.equals("]") || word.equals("%");
			if (!part || NO_DECLARATION.contains(word) || (word.equals("set") && !word(i + 1).equals("default"))) {
				return;
			}
			open = (open || length) && !word.equals(")");
		}
	}

	private void expression(int first) {
		int parentheses = 0;
		int cases = 0;
		for (int i = first; i < Math.min(this.count, first + LONGEST_EXPRESSION); i++) {
			String word = word(i);
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
			else if (isConstant(i)) {
				this.masked.set(i);
				if (parentheses == 0 && cases == 0 && isName(i + 1) && !word(i + 1).equals("collate")) {
					return;
				}
			}
		}
	}

	/** The rest of the arguments of a call, but not of calls within. */
	private void arguments(int first) {
		int parentheses = 0;
		for (int i = first; i < Math.min(this.count, first + LONGEST_EXPRESSION) && parentheses >= 0; i++) {
			if (is(i, "(")) {
				parentheses++;
			}
			else if (is(i, ")")) {
				parentheses--;
			}
			else if (isConstant(i) && parentheses == 0) {
				this.masked.set(i);
			}
		}
	}

	/** The constant is itself the name: a key, or code that is put together. */
	private void key(int constant) {
		int next = constant + 1;
		if (word(next).equals("as") && isSecretName(next + 1)) {
			this.masked.set(constant);
		}
		else if (to(constant) - from(constant) <= 80 && KEY.matcher(text(constant)).matches()
				&& isSecret(text(constant))) {
			boolean compound = text(constant).matches(".*\\w[._:/-]\\w.*");
			if (is(next, ",") && isConstant(next + 1) && (isArgument(constant) || compound)) {
				this.masked.set(next + 1);
			}
			else if (is(next, "=") || is(next, "=>") || is(next, ":")) {
				expression(next + 1);
			}
		}
		else if (is(next, "||") && hasSecret(BEGUN.matcher(tail(constant)))) {
			expression(next + 1);
		}
		else if (is(next, ",") && hasSecret(FORMATTED.matcher(tail(constant)))) {
			arguments(next + 1);
		}
	}

	private String tail(int constant) {
		return this.text.substring(Math.max(from(constant), to(constant) - 200), to(constant));
	}

	private static boolean hasSecret(Matcher matcher) {
		return matcher.results().anyMatch((match) -> isSecret(match.group(1)));
	}

	private boolean isArgument(int token) {
		int parentheses = 0;
		for (int i = token - 1; i >= 0 && token - i < 200; i--) {
			if (is(i, ")")) {
				parentheses++;
			}
			else if (is(i, "(") && --parentheses < 0) {
				return isName(i - 1) && !NO_CALL.contains(word(i - 1)) && !isListOfCopy(i);
			}
		}
		return false;
	}

	private boolean isListOfCopy(int parenthesis) {
		return word(parenthesis - 1).equals("into") || word(parenthesis - 2).equals("into");
	}

	/** A list of columns, and the values that follow in the same order. */
	private void columns(int parenthesis) {
		BitSet secret = new BitSet();
		int column = 0;
		int i = parenthesis + 1;
		while (isName(i)) {
			if (isSecretName(i)) {
				secret.set(column);
			}
			i++;
			if (is(i, ",")) {
				column++;
				i++;
			}
		}
		if (!is(i, ")") || secret.isEmpty()) {
			return;
		}
		i++;
		boolean assigned = is(i, "=");
		while (i < this.count && BETWEEN_COLUMNS_AND_VALUES.contains(word(i)) && !(assigned && is(i, "("))) {
			i++;
		}
		if (word(i).equals("values") || (assigned && is(i, "("))) {
			int tuple = assigned ? i : i + 1;
			while (is(tuple, "(")) {
				tuple = items(tuple + 1, secret) + 1;
				tuple = is(tuple, ",") ? tuple + 1 : tuple;
			}
		}
		else if (word(i).equals("select")) {
			items(i + 1, secret);
		}
	}

	/** Returns where the items end. */
	private int items(int first, BitSet secret) {
		int parentheses = 0;
		int item = 0;
		int i = first;
		for (; i < this.count; i++) {
			if (is(i, "(")) {
				parentheses++;
			}
			else if (is(i, ")") && --parentheses < 0) {
				return i;
			}
			else if (parentheses == 0 && is(i, ",")) {
				item++;
			}
			else if (parentheses == 0 && (is(i, ";") || word(i).equals("from") || word(i).equals("union"))) {
				return i;
			}
			else if (secret.get(item) && isConstant(i)) {
				this.masked.set(i);
			}
		}
		return i;
	}

	/** A constant that is no secret as a whole can be code, JSON, a URL. */
	private void within(int constant) {
		if (this.depth < DEEPEST) {
			new SecretValues(this.text, from(constant), to(constant), this.depth + 1, this.tokens[constant * 4 + 3],
					false, this.secrets, this.names)
				.read();
		}
		String content = text(constant);
		if (!CODE.matcher(content).matches()) {
			found(PAIR, content, from(constant));
			found(ELEMENT, content, from(constant));
			found(BEARER, content, from(constant));
			found(LOGIN, content, from(constant));
		}
	}

	private void found(Pattern pattern, String content, int offset) {
		Matcher matcher = pattern.matcher(content);
		boolean named = pattern == PAIR || pattern == ELEMENT;
		while (matcher.find()) {
			if (!named || isSecret(matcher.group("name"))) {
				this.secrets.accept(offset + matcher.start("value"), offset + matcher.end("value"));
			}
		}
	}

	/** The lines behind {@code COPY ... FROM stdin;}, which are no SQL. */
	private void copiedRows() {
		if (this.depth > 0 || this.count < 4 || !word(0).equals("copy") || !word(this.count - 1).equals(";")) {
			return;
		}
		List<String> words = new ArrayList<>();
		for (int i = 0; i < Math.min(this.count, 500); i++) {
			words.add(word(i));
		}
		int stdin = words.indexOf("stdin");
		if (stdin < 1 || !words.get(stdin - 1).equals("from")) {
			return;
		}
		BitSet secret = new BitSet();
		int list = words.indexOf("(");
		int column = 0;
		for (int i = list + 1; list > 0 && list < stdin && isName(i); i += 2) {
			secret.set(column++, isSecretName(i));
		}
		boolean plain = words.subList(stdin, words.size())
			.stream()
			.allMatch((word) -> Set.of("stdin", ";").contains(word));
		int line = nextLine(this.position);
		while (line < this.end && !this.text.startsWith("\\.", line)) {
			int next = nextLine(line);
			copiedRow(line, (next > line && this.text.charAt(next - 1) == '\n') ? next - 1 : next, secret, plain);
			line = next;
		}
		this.position = Math.min(this.end, nextLine(line));
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
