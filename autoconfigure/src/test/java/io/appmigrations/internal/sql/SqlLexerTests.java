package io.appmigrations.internal.sql;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SqlLexer}.
 */
class SqlLexerTests {

	/**
	 * The lexical structure as the manual has it (4.1) and {@code scan.l}. A tilde is a
	 * line break; tokens are written with the first letters of their type, comments and
	 * white space are left out.
	 */
	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					select a1.b_$, "c""d", "" from t         | W:select W:a1 P:. W:b_$ P:, QN:"c""d" P:, QN:"" W:from W:t
					größe Ä€ _x                              | W:größe W:Ä€ W:_x
					U&"d\\0061t" u&"a""b" U & "x"            | UN:U&"d\\0061t" UN:u&"a""b" W:U O:& QN:"x"
					'it''s' 'a\\' '' ''''                    | S:'it''s' S:'a\\' S:'' S:''''
					E'a\\'b' e'\\\\' e'a''b' xe'y'           | ES:E'a\\'b' ES:e'\\\\' ES:e'a''b' W:xe S:'y'
					U&'\\' u&'x' b'01' X'1F' N'x' n'\\'      | US:U&'\\' US:u&'x' BS:b'01' BS:X'1F' NS:N'x' NS:n'\\'
					'a'~'b' 'c'                              | S:'a'~'b' S:'c'
					'a' 'b'                                  | S:'a' S:'b'
					'a' -- c~ -- d~'b'                       | S:'a' -- c~ -- d~'b'
					'a' /* c */~'b'                          | S:'a' S:'b'
					e'a\\''~'b\\'c'                          | ES:e'a\\''~'b\\'c'
					$$a$b$$ $t$a$$b$t$ $t$a$T$b$t$           | DS:$$a$b$$ DS:$t$a$$b$t$ DS:$t$a$T$b$t$
					a$b$c $1 $23 $a $ä$x$ä$ $1a              | W:a$b$c P#:$1 P#:$23 ?:$ W:a DS:$ä$x$ä$ P#:$1a
					1 1.5 .5 1. 1e5 1.5E-3 1e+5 1e 0x1F 1_000 | N:1 N:1.5 N:.5 N:1. N:1e5 N:1.5E-3 N:1e+5 N:1e N:0x1F N:1_000
					1e'x' 1..10 a.1 1.from                   | N:1e S:'x' N:1 O:.. N:10 W:a N:.1 N:1. W:from
					a::text b:=1 c=>2 :x [1:2]               | W:a O::: W:text W:b O::= N:1 W:c O:=> N:2 P:: W:x P:[ N:1 P:: N:2 P:]
					a<=-1 a@-b a=+-1 *-                      | W:a O:<= O:- N:1 W:a O:@- W:b W:a O:= O:+ O:- N:1 O:* O:-
					a--b~c a+--b~/* x /* y */ */z*/          | W:a W:c W:a O:+ W:z O:*/
					a/**/b a*/**/b a/*-- */b                 | W:a W:b W:a O:* W:b W:a W:b
					a{b}\\i \\.                              | W:a ?:{ W:b ?:} ?:\\ W:i ?:\\ P:.
					a->>'x'#>'{b}' <> ?& !##*                | W:a O:->> S:'x' O:#> S:'{b}' O:<> O:?& O:!##*
					select 'never closed                     | W:select S!:'never closed
					"x / $a$ x /* y                          | QN!:"x / $a$ x /* y
					$a$ x $b$                                | DS!:$a$ x $b$
					e'\\                                     | ES!:e'\\
					x /* /* */ y                             | W:x
					""")
	void tokensAreThoseOfPostgresql(String sql, String tokens) {
		assertThat(described(lexer(lines(sql)), lines(sql))).isEqualTo(lines(tokens));
	}

	private static String lines(String text) {
		return text.replace('~', '\n');
	}

	private static SqlLexer lexer(String sql) {
		return new SqlLexer(CharacterSource.of(sql, 0, sql.length()), 0);
	}

	private static String described(SqlLexer lexer, String sql) {
		List<String> tokens = new ArrayList<>();
		while (lexer.next()) {
			if (!lexer.type().isBlank()) {
				String type = switch (lexer.type()) {
					case PARAMETER -> "P#";
					case OTHER -> "?";
					default -> Stream.of(lexer.type().name().split("_"))
						.map((word) -> word.substring(0, 1))
						.collect(Collectors.joining());
				};
				tokens.add(type + (lexer.isTerminated() ? "" : "!") + ":"
						+ sql.substring((int) lexer.start(), (int) lexer.end()));
			}
		}
		return String.join(" ", tokens);
	}

	@Test
	void backslashesEscapeWherePlainStringsAreNotStandard() {
		String sql = "'a\\'b' n'\\'' u&'\\' b'\\' e'\\'' $$\\$$";
		SqlLexer lexer = lexer(sql);
		lexer.setStandardStrings(false);
		assertThat(described(lexer, sql)).isEqualTo("S:'a\\'b' NS:n'\\'' US:u&'\\' BS:b'\\' ES:e'\\'' DS:$$\\$$");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			2 | set x = ''it''''s'', 'y                | W:set W:x O:= S:''it''''s'' P:, ?:' W:y
			2 | e''\\'' x'' "a'b"                      | ES:e''\\'' x'' QN:"a'b"
			4 | f(''''a'''')                           | W:f P:( S:''''a'''' P:)
			""")
	void whatStandsInAStringIsQuotedMoreOften(int quote, String sql, String tokens) {
		String text = lines(sql);
		SqlLexer lexer = new SqlLexer(CharacterSource.of(text, 0, text.length()), 0, quote);
		assertThat(described(lexer, text)).isEqualTo(lines(tokens));
	}

	@Test
	void aPartOfATextHasThePositionsOfTheText() {
		SqlLexer lexer = new SqlLexer(CharacterSource.of("select 'a b' c", 7, 10), 7);
		assertThat(lexer.next()).isTrue();
		assertThat(lexer.start()).isEqualTo(7);
		assertThat(lexer.end()).isEqualTo(10);
		assertThat(lexer.isTerminated()).isFalse();
		assertThat(lexer.next()).isFalse();
	}

	/** Every character belongs to one token, whatever the text is. */
	@Test
	void tokensLeaveNothingOut() throws IOException {
		List<String> texts = new ArrayList<>();
		try (Stream<Path> files = Files.walk(Path.of("src/test/resources"))) {
			for (Path file : files.filter(Files::isRegularFile).toList()) {
				texts.add(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
			}
		}
		assertThat(texts).hasSizeGreaterThan(20);
		Random random = new Random(4);
		String letters = "'\"$$-/*\\eEuU&nx01.:;()a \n\r=+@|\u00e4";
		for (int i = 0; i < 20_000; i++) {
			texts.add(random.ints(random.nextInt(30), 0, letters.length())
				.mapToObj((at) -> letters.substring(at, at + 1))
				.collect(Collectors.joining()));
		}
		texts.forEach(SqlLexerTests::assertNothingIsLeftOut);
	}

	private static void assertNothingIsLeftOut(String text) {
		SqlLexer lexer = lexer(text);
		long position = 0;
		while (lexer.next()) {
			assertThat(lexer.start()).isEqualTo(position);
			assertThat(lexer.end()).isGreaterThan(position);
			position = lexer.end();
		}
		assertThat(position).isEqualTo(text.length());
	}

	/** Neither time nor stack grow faster than the text, which counts its readers. */
	@ParameterizedTest
	@ValueSource(strings = { "'", "''", "\"", "$", "$a", "$a$", "$aaaaaaaaaaaaaaaaaaaaaaaaaaaa", "/*", "*/", "-", "--",
			"+", "@-", "\\", "a", "1", "1.", ".", ":", "'\n", "' --\n", "e'", "u&", "u&'", "\n", "/*'$$\"", "x''y",
			"\u00e4", "E'\\" })
	void workGrowsWithTheText(String repeated) {
		for (String beginning : List.of("", "'", "e'", "\"", "$a$", "/*", "(")) {
			long few = reads(beginning + repeated.repeat(20_000 / repeated.length()));
			long many = reads(beginning + repeated.repeat(200_000 / repeated.length()));
			assertThat(many).isLessThan(11 * few);
		}
	}

	private static long reads(String sql) {
		long[] reads = { 0 };
		CharacterSource source = CharacterSource.of(sql, 0, sql.length());
		SqlLexer lexer = new SqlLexer(new CharacterSource() {

			@Override
			public boolean has(long position) {
				return source.has(position);
			}

			@Override
			public char at(long position) {
				reads[0]++;
				return source.at(position);
			}

		}, 0);
		while (lexer.next()) {
			assertThat(lexer.end()).isGreaterThan(lexer.start());
		}
		return reads[0];
	}

	/** Whoever keeps a window over the text can let go of what was passed. */
	@Test
	void nothingIsReadBeforeWhatWasReported() {
		String text = "select 'a''b\n' -- c\n 'd', $x$ $ $y$ $x$, \"e\"\"f\", /* g /* h */ */ 1.5e-3 <= ";
		StringBuilder sql = new StringBuilder();
		for (int i = 0; i < 200; i++) {
			sql.append(text.repeat(10))
				.append("'")
				.append("x''y\n".repeat(5000))
				.append("'\n")
				.append(" ".repeat(9000));
		}
		long[] passed = { 0 };
		CharacterSource source = CharacterSource.of(sql, 0, sql.length());
		SqlLexer lexer = new SqlLexer(new CharacterSource() {

			@Override
			public boolean has(long position) {
				return source.has(position);
			}

			@Override
			public char at(long position) {
				assertThat(position).isGreaterThanOrEqualTo(passed[0]);
				return source.at(position);
			}

		}, 0, (position) -> passed[0] = position);
		int reports = 0;
		while (lexer.next()) {
			reports += (passed[0] > lexer.start()) ? 1 : 0;
			passed[0] = lexer.end();
		}
		assertThat(reports).isGreaterThan(200);
	}

}
