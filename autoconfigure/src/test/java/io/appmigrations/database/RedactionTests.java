package io.appmigrations.database;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class RedactionTests {

	private static final String SECRET = "s3cr t";

	/** {@code @} stands for the secret, quoted as the place wants it. */
	@ParameterizedTest
	@ValueSource(strings = { "create role app password '@'", "create role app login PASSWORD'@' valid until 'infinity'",
			"alter user app with encrypted password\n  '@' nologin", "alter role app password /* new */ E'@\\'@'",
			"alter role app password -- it's new\n '@'", "alter role app password $x$@$x$",
			"alter role app password $$@$$", "alter role app password U&'@'", "alter role app password '@'\n  '@'",
			"alter role app password '@''@'", "alter role app password '''@'", "alter role app password '@",
			"create group g user u password '@'", "do $$ begin execute 'create role app password ''@'' login'; end $$",
			"do 'begin execute ''create role app password ''''@'''' login''; end'",
			"create user mapping for public server s options (user 'u', password '@')",
			"create server s foreign data wrapper w options (sslpassword '@', \"api_key\" '@', secret_access_key '@')",
			"create subscription s connection 'host=h user=u password=@ dbname=d' publication p",
			"create subscription s connection 'postgresql://u:@@h/d' publication p",
			"select dblink_connect('c', 'dbname=d password=''@''')", "update users set password = '@' where id = 1",
			"select crypt('@', gen_salt('bf'))", "select add_user(login => 'x', password => '@')",
			"insert into settings values ('{\"user\": \"u\", \"password\": \"@\"}')",
			"do $$ declare password text := '@'; begin end $$" })
	void secretIsMaskedAndNothingElse(String sql) {
		boolean oneWord = sql.contains("=@") || sql.contains(":@");
		String secret = oneWord ? SECRET.replace(" ", "") : SECRET;
		String masked = Redaction
			.redactSql(sql.contains(":@@") ? sql.replace(":@@", ":%s@".formatted(secret)) : sql.replace("@", secret));
		assertThat(masked).doesNotContain("s3cr").contains("***");
		assertThat(masked.lines().count()).isEqualTo(sql.lines().count());
		for (String kept : new String[] { "valid until 'infinity'", "nologin", " login", "user 'u'", "host=h user=u",
				"dbname=d", "publication p", "@h/d", "where id = 1", "gen_salt('bf')", "login => 'x'",
				"\"user\": \"u\"", "end $$" }) {
			assertThat(masked.contains(kept)).as("%s in %s", kept, masked).isEqualTo(sql.contains(kept));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "create table users (password text not null default '', token text)",
			"create role app password '${password}'", "alter role app password null", "alter role app password ''",
			"alter table t add check (kind in ('password', 'token', 'secret'))",
			"comment on column users.password is 'never in clear text'", "update users set password = md5(login)",
			"select * from users where password = old_password and token is null", "insert into t values ('password')",
			"create subscription s connection 'host=h password=${password}'",
			"select 'jdbc:postgresql://localhost/db', 'a@b.c'", "-- password: see the wiki\nselect 1" })
	void whatIsNoSecretStays(String sql) {
		assertThat(Redaction.redactSql(sql)).isEqualTo(sql);
	}

	@Test
	void linesKeepTheirNumbers() {
		assertThat(Redaction.redactSql("alter role a password 'x\ny\nz';\nselect 1"))
			.isEqualTo("alter role a password '***\n\n';\nselect 1");
	}

}
