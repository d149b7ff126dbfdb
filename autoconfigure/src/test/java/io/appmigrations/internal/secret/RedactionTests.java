package io.appmigrations.internal.secret;

import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.appmigrations.internal.database.Blockers;
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

	/** {@code @} stands for the secret, and what must stay begins with {@code keep}. */
	@ParameterizedTest
	@ValueSource(strings = { "update t set token = '@'", "set my.token = '@'", "set session \"x.token\" = '@'",
			"alter database d set app.jwt_secret to '@'", "alter role r in database d set \"app.token\" = '@'",
			"perform set_config('app.token','@',true)", "select dblink_connect('postgresql://h/d?password=@')",
			"do $$ declare pw text := '@'; begin execute format('alter role keep1 password %L', pw); end $$",
			"insert into settings (key, value) values ('smtp.password', '@')",
			"insert into settings values ('{\"db\": {\"pwd\": \"@\", \"a\": \"keep1\"}}')",
			"update users set (login, password) = ('keep1', '@')",
			"select make_user(password => concat('@', 'x'), a => 'keep1')",
			"copy t from program 'PGPASSWORD=@ psql -h keep1'", "select '@' as password, 'keep1' as name",
			"do $$ declare s_password text; begin s_password := '@'; end $$",
			"do $x$ begin execute $q$ create role a password '@' $q$; execute 'set my.token = ''@'''; end $x$",
			"do ' begin execute ''set my.token = ''''@''''''; end '",
			"do 'begin perform set_config(''app.secret'', ''@'', false); end'",
			"insert into users(a, \"passwordHash\", b) values (1, '@', 'keep1'), (2, lower('@'), 'keep2')",
			"insert into users(a, token) select 'keep1', '@' from x where y = 'keep2'",
			"insert into users(a, token) select 'keep1', '@' union all select 'keep2', 'two'",
			"update users set name = 'keep1', api_key = '@', b = 'keep2' where c = 'keep3'",
			"create table t (a text default 'keep1', password varchar(20) not null default '@', c text default 'keep2')",
			"alter system set \"x.auth_token\" = '@'", "set local my.api_key to '@'",
			"create user mapping for u server s options (user 'keep1', password '@', x 'keep2')",
			"select jsonb_build_object('user', 'keep1', 'password', '@', 'x', 'keep2')",
			"select set_config('app.user', 'keep1', true), set_config('app.api_key', '@', true)",
			"copy users (a, password, b) from stdin;\nkeep1\t@\tkeep2\nkeep3\t@\t\\N\n\\.\nselect 'keep4', token = '@';",
			"copy users (a, password) from stdin with (format csv);\nx,@\n\\.\nselect 'keep4';",
			"copy users (a, b) from stdin;\nkeep1\tit's keep2\n\\.\nupdate x set token = '@';",
			"select pgp_sym_encrypt('x', '@'), 'keep1'", "select crypt('@', gen_salt('keep1'))",
			"insert into webhooks (url) values ('https://h/x?token=@&a=keep1')",
			"insert into conf values ('<a><password>@</password><b>keep1</b></a>')",
			"insert into conf values ('{\"a\": \"keep1\", \"apiKey\": \"@\", \"n\": {\"client_secret\": \"@\"}}')",
			"insert into conf values ('Server=h;Password=@;X=keep1')",
			"create server s options (host 'keep1', auth_token '@')",
			"create function f(p_token text default '@', b text default 'keep1') returns int language sql as 'select 1'",
			"call add_key(name => 'keep1', secret => '@', c => 'keep2')",
			"alter role a password '@' valid until 'keep1'",
			"create role a login password '@'\n'@' valid until 'keep1'",
			"update users set password = case when id = 1 then '@' else '@' end, b = 'keep1' where c = 'keep2'",
			"select * from t where token in ('@', '@') and b = 'keep1'",
			"prepare x as update u set token = '@' where y = 'keep1'",
			"alter table u alter column token set default '@'",
			"alter table u add column if not exists refresh_token text not null default '@', add b text default 'keep1'",
			"create subscription s connection 'host=keep1 password=''@'' dbname=keep2' publication p",
			"create subscription s connection E'host=keep1 password=\\'@\\' dbname=keep2' publication p",
			"select dblink_connect('keep1', format('host=%s password=%s', 'h', '@'))",
			"insert into keys values ('a', 'Authorization: Bearer @')",
			"select net.http_post(url => 'keep1', headers => '{\"Authorization\": \"Bearer @\", \"x\": \"keep2\"}')",
			"create policy p on t using (token = '@' or b = 'keep1')",
			"merge into t using s on t.id = s.id when not matched then insert (id, token, b) values (s.id, '@', 'keep1')",
			"with s (a, token) as (values ('keep1', '@')) select * from s where b = 'keep2'",
			"update t set (a, token, b) = ('keep1', '@', 'keep2') where c = 'keep3'",
			"update t set (a, token, b) = row('keep1', '@', 'keep2')", "alter database d set \"app.secret\" to '@'",
			"do $$ begin execute 'alter role x password ' || quote_literal('@'); end $$",
			"do $$ begin execute format('create role %I password %L', 'x', '@'); end $$" })
	void valueOfWhatIsCalledLikeASecretIsMasked(String sql) {
		String masked = Redaction.redactSql(sql.replace("@", "zs3cr3t"));
		assertThat(masked).doesNotContain("zs3cr3t").contains("***");
		assertThat(masked.lines().count()).isEqualTo(sql.lines().count());
		Pattern.compile("keep\\d").matcher(sql).results().forEach((kept) -> assertThat(masked).contains(kept.group()));
		if (!sql.startsWith("copy users")) {
			assertThat(Redaction
				.redact("ERROR: can't\n  Where: SQL statement \"%s\"".formatted(sql.replace("@", "zs3cr3t"))))
				.doesNotContain("zs3cr3t");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "create table users (password text not null default '', token text)",
			"alter role app password '${password}'", "alter role app password null",
			"alter table t add check (kind in ('password', 'token', 'secret'))",
			"create type kind as enum ('password', 'token')",
			"comment on column users.password is 'never in clear text'", "comment on table token is 'x'",
			"update users set password = md5(login) where name = 'bob'",
			"select * from users where password = old_password and token is null and a = 'x'",
			"insert into t values ('password')", "insert into kinds values ('password', 'By password')",
			"insert into kinds (kind, label) values ('password', 'By password')",
			"create subscription s connection 'host=h password=${password}'",
			"select 'jdbc:postgresql://localhost/db', 'a@b.c'", "alter table token add column kind text default 'x'",
			"create table token (id int, kind text default 'x')", "insert into token (id, kind) values (1, 'bearer')",
			"insert into token values ('x')", "update token set kind = 'x' where a = 'y'",
			"delete from token where kind = 'x'", "select * from token t join k on k.kind = 'x'",
			"create index token_idx on users (token) where state = 'x'",
			"alter table users add column password_changed_at timestamptz default 'epoch'",
			"create function check_password(a text) returns boolean language sql as $$ select a = 'x' $$",
			"select check_password('x')", "grant select on token to app; select 'x'",
			"create table k (key text, value text default 'x'); insert into k (key, value) values ('a.b', 'c')",
			"create table t (primary_key text default 'x', foreign_key text default 'y', key text default 'z')",
			"alter table t add constraint token_check check (kind = 'x')",
			"create view v as select token, 'x' as kind from t",
			"select tokenize('x'), to_tsvector('simple', 'token = x')",
			"raise exception 'password % is too short', 'x'",
			"create trigger t after update of password on users for each row execute function f('x')" })
	void valueOfAnythingElseStays(String sql) {
		assertThat(Redaction.redactSql(sql)).isEqualTo(sql);
	}

	@ParameterizedTest
	@ValueSource(strings = { "insert into t values ('token', 'x'), ", "'token' || ", "(token, ", "crypt(", "''", "$a$",
			"\"token\":", "password = case ", "execute 'x (token) values (''y'')';\n", "/* token */" })
	void longTextsComeToAnEnd(String part) {
		String text = "token " + part.repeat(200_000 / part.length());
		assertThat(Redaction.redact(text).lines().count()).isEqualTo(text.lines().count());
	}

	/** It may be a revision with {@code log: no}. */
	@Test
	void whatAnotherMigrationRunsIsNotShown() {
		assertThat(session("shop (app-migrations)").describe()).contains("pid 7", "shop").doesNotContain("sk_live");
		assertThat(session("shop").describe()).contains("insert into keys values ('sk_live_1')");
	}

	private static Blockers.Session session(String application) {
		return new Blockers.Session(7, "shop", application, "active", 1L, "insert into keys values ('sk_live_1')", null,
				null);
	}

	/** Whatever is cut wherever. */
	@Test
	void anyTextComesToAnEnd() {
		String[] parts = { "token", "password", "'", "''", "\"", "$a$", "$$", "(", ")", ",", ";", "=", "=>", ":=", ":",
				"||", "default", "values", "insert into t ", "copy t (a, password) from stdin;\n", "\\.", "\n", "\t",
				"\\", " ", "E'", "U&'", "--x\n", "/*", "*/", "case", "end", "as", "select", "x".repeat(50),
				"varchar(20)", "format(", "%L", "crypt(", "://u:p@", "${x}", "{\"pwd\": \"", "in", "set_config(",
				"=password", "<token>", "</" };
		Random random = new Random(5);
		for (int i = 0; i < 2000; i++) {
			String text = random.ints(random.nextInt(40), 0, parts.length)
				.mapToObj((part) -> parts[part])
				.collect(Collectors.joining());
			assertThat(Redaction.redact(text)).as(text).isNotNull();
			assertThat(Redaction.redactSql(text).replaceAll("[^\n]", "")).as(text)
				.isEqualTo(text.replaceAll("[^\n]", ""));
		}
	}

	@Test
	void linesKeepTheirNumbers() {
		assertThat(Redaction.redactSql("alter role a password 'x\ny\nz';\nselect 1"))
			.isEqualTo("alter role a password '***\n\n';\nselect 1");
	}

}
