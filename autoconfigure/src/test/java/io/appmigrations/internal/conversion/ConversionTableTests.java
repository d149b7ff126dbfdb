package io.appmigrations.internal.conversion;

import java.util.List;
import java.util.Map;

import io.appmigrations.internal.schema.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How the values of one type become those of another, as a table: the expression for a
 * value {@code v} ({@code v} alone where PostgreSQL assigns it, {@code ?} where only a
 * person can say), and whether it may fail or lose something. {@link TypeConversionTests}
 * tries them on a server.
 */
class ConversionTableTests {

	private static final TypeConversion CONVERSION = new TypeConversion(new Schema("public", List.of(), Map.of()),
			new Schema("public", List.of(), Map.of()));

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					# from | to | expression | may
					integer                         | bigint                          | v |
					bigint                          | integer                         | v | fail
					smallint                        | integer                         | v |
					integer                         | text                            | v |
					integer                         | character varying(5)            | v | fail
					integer                         | character varying(11)           | v |
					integer                         | numeric(10,2)                   | v | fail
					integer                         | numeric(8,2)                    | v | fail
					integer                         | boolean                         | v <> 0 | lose
					integer                         | real                            | v | lose
					integer                         | double precision                | v |
					integer                         | money                           | v::numeric::money |
					integer                         | oid                             | v::bigint | fail
					integer                         | interval                        | ? |
					integer                         | uuid                            | ? |
					integer                         | jsonb                           | to_jsonb(v) |
					bigint                          | double precision                | v | lose
					numeric(10,2)                   | numeric(12,2)                   | v |
					numeric(10,2)                   | numeric(10,1)                   | v | lose
					numeric(10,2)                   | integer                         | v | fail lose
					numeric                         | numeric(5,0)                    | v | fail lose
					double precision                | real                            | v | fail lose
					real                            | numeric(6,2)                    | v::text::numeric | fail lose
					text                            | integer                         | v::integer | fail lose
					text                            | numeric(10,2)                   | v::numeric | fail lose
					text                            | boolean                         | v::boolean | fail
					text                            | character varying(20)           | v | fail lose
					text                            | character(3)                    | v | fail lose
					text                            | uuid                            | v::uuid | fail
					text                            | jsonb                           | v::jsonb | fail lose
					text                            | bytea                           | convert_to(v, 'UTF8') |
					text                            | date                            | v::date | fail lose
					text                            | interval                        | v::interval | fail lose
					text                            | inet                            | v::inet | fail
					text                            | xml                             | v::xml | fail
					text                            | text[]                          | case when v is not null then array[v] end |
					text[]                          | text                            | ? |
					text[]                          | character varying(5)[]          | v | fail lose
					integer[]                       | bigint[]                        | v |
					character varying(20)           | character varying(40)           | v |
					character varying(40)           | character varying(20)           | v | fail lose
					character varying(20)           | text                            | v |
					character(5)                    | text                            | v |
					character varying(20)           | name                            | v |
					boolean                         | integer                         | v::integer |
					boolean                         | text                            | v |
					boolean                         | character varying(3)            | ? |
					boolean                         | bit(1)                          | v::integer::bit(1) |
					date                            | timestamp without time zone     | v |
					date                            | timestamp with time zone        | v::timestamp at time zone 'UTC' |
					timestamp without time zone     | timestamp with time zone        | v at time zone 'UTC' |
					timestamp with time zone        | timestamp without time zone     | v at time zone 'UTC' |
					timestamp with time zone        | date                            | (v at time zone 'UTC')::date | lose
					timestamp(6) without time zone  | timestamp(0) without time zone  | v | lose
					timestamp without time zone     | text                            | v |
					timestamp without time zone     | time without time zone          | v | lose
					time without time zone          | interval                        | v |
					interval                        | bigint                          | extract(epoch from v) * 1e9 | fail lose
					interval                        | time without time zone          | v | lose
					uuid                            | text                            | v |
					uuid                            | bytea                           | uuid_send(v) |
					bytea                           | uuid                            | encode(v, 'hex')::uuid | fail
					bytea                           | text                            | convert_from(v, 'UTF8') | fail
					bytea                           | oid                             | lo_from_bytea(0, v) |
					oid                             | bytea                           | lo_get(v) | fail
					oid                             | text                            | convert_from(lo_get(v), 'UTF8') | fail
					oid                             | bigint                          | v::bigint |
					json                            | jsonb                           | v | fail lose
					jsonb                           | json                            | v |
					jsonb                           | text                            | v |
					jsonb                           | text[]                          | ? |
					money                           | numeric                         | v::numeric |
					money                           | integer                         | v::numeric | fail lose
					inet                            | cidr                            | v | lose
					cidr                            | inet                            | v |
					inet                            | text                            | abbrev(v) |
					macaddr                         | macaddr8                        | v |
					macaddr8                        | macaddr                         | v | fail
					bit(8)                          | integer                         | v::integer |
					bit varying(8)                  | bit varying(4)                  | v | fail
					int4range                       | int8range                       | v::text::int8range |
					int8range                       | int4range                       | v::text::int4range | fail
					int4range                       | int4multirange                  | v::int4multirange |
					point                           | text                            | v |
					point                           | integer                         | ? |
					""")
	void values(String from, String to, String expression, @Nullable String may) {
		Conversion conversion = CONVERSION.between(from, to);
		assertThat(conversion.known() ? conversion.of("v") : "?").isEqualTo(expression);
		String said = (conversion.failures().isEmpty() ? "" : "fail ") + (conversion.losses().isEmpty() ? "" : "lose");
		assertThat(said.strip()).isEqualTo((may != null) ? may : "");
		assertThat(conversion.losesData()).isEqualTo(!conversion.losses().isEmpty());
	}

}
