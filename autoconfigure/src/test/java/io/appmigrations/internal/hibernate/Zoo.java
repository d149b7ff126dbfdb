package io.appmigrations.internal.hibernate;

import java.math.*;
import java.time.*;
import java.util.*;

import jakarta.persistence.*;
import jakarta.persistence.Index;
import jakarta.persistence.Table;
import jakarta.persistence.UniqueConstraint;
import org.hibernate.annotations.*;
import org.hibernate.type.SqlTypes;

@SuppressWarnings({ "deprecation", "removal", "NullAway", "MissingOverride", "EnumOrdinal" })
public class Zoo {

	public enum Color {

		RED, GREEN, BLUE

	}

	public enum Level {

		LOW, MID, HIGH

	}

	// --- types, lengths, defaults, checks, comments, collation
	@Entity(name = "AllTypes")
	@Table(name = "all_types", comment = "Every basic type; it''s quoted",
			check = @jakarta.persistence.CheckConstraint(name = "ck_all_types_qty",
					constraint = "qty >= 0 and qty < 1000000"),
			indexes = { @Index(name = "ix_all_types_name", columnList = "shortName asc, createdAt desc"),
					@Index(name = "ux_all_types_code", columnList = "code", unique = true),
					@Index(name = "ix_all_types_expr", columnList = "(lower(short_name))"),
					@Index(name = "ix_all_types_partial", columnList = "qty", options = "where qty > 0"),
					@Index(name = "ix_all_types_nulls", columnList = "(created_at) desc nulls last, code"),
					@Index(name = "ux_all_types_expr", columnList = "(lower(code))", unique = true,
							options = "where code is not null"),
					@Index(name = "ix_all_types_gin", columnList = "qty",
							options = "include (rate) with (fillfactor=70)"), },
			uniqueConstraints = @UniqueConstraint(name = "uq_all_types_a_b", columnNames = { "a_col", "b_col" }))
	public static class AllTypes {

		@Id
		@GeneratedValue(strategy = GenerationType.IDENTITY)
		Long id;

		@Column(length = 40, nullable = false)
		@ColumnDefault("'a'")
		String shortName;

		String defString;

		@Column(length = 100000)
		String longText;

		@Lob
		String clob;

		@Lob
		byte[] blob;

		@Column(columnDefinition = "text")
		String textDef;

		@Column(columnDefinition = "citext_like")
		@Transient
		String none;

		byte[] bytes;

		@Column(unique = true)
		String uniq;

		@Column(name = "a_col")
		Integer a;

		@Column(name = "b_col")
		Integer b;

		String code;

		@ColumnDefault("0")
		@Check(constraints = "qty <> 7")
		int qty;

		@Column(precision = 38, scale = 2)
		BigDecimal amount;

		BigDecimal defDecimal;

		BigInteger bigInt;

		@Column(precision = 10, scale = 4)
		@ColumnDefault("1.5")
		BigDecimal rate;

		boolean flag;

		Boolean flagN;

		@ColumnDefault("true")
		boolean flagD;

		short sh;

		byte by;

		char ch;

		float fl;

		double dbl;

		Float flN;

		@Column(precision = 12)
		float flp;

		Instant instant;

		@ColumnDefault("now()")
		Instant createdAt;

		@Column(secondPrecision = 3)
		LocalDateTime ldt3;

		@FractionalSeconds(0)
		LocalDateTime ldt0;

		LocalDateTime ldt;

		LocalDate ld;

		LocalTime lt;

		OffsetDateTime odt;

		ZonedDateTime zdt;

		OffsetTime ot;

		Year year;

		ZoneId zone;

		Duration dur;

		@TimeZoneStorage(TimeZoneStorageType.COLUMN)
		OffsetDateTime odtCol;

		@JdbcTypeCode(SqlTypes.INTERVAL_SECOND)
		Duration interval;

		java.util.Date utilDate;

		java.sql.Date sqlDate;

		java.sql.Timestamp ts;

		@Temporal_D
		java.util.Calendar cal;

		UUID uuid;

		@Enumerated(EnumType.STRING)
		Color colorStr;

		@Enumerated
		Color colorOrd;

		@Enumerated
		@JdbcTypeCode(SqlTypes.NAMED_ENUM)
		Color colorNamed;

		@JdbcTypeCode(SqlTypes.JSON)
		Map<String, Object> json;

		@JdbcTypeCode(SqlTypes.JSON)
		Payload payload;

		@JdbcTypeCode(SqlTypes.SQLXML)
		String xml;

		@JdbcTypeCode(SqlTypes.INET)
		java.net.InetAddress inet;

		String[] tags;

		List<Integer> ints;

		Set<Color> colors;

		@org.hibernate.annotations.Array(length = 5)
		int[] arr5;

		@Collate("C")
		String coll;

		@Comment("column comment")
		String commented;

		@Generated
		@ColumnDefault("gen_random_uuid()")
		UUID genUuid;

		@GeneratedColumn("qty * 2")
		int qtyDouble;

		@Nationalized
		String nat;

		@Convert(converter = LevelConv.class)
		Level level;

		@Column(options = "compression pglz")
		String opt;

		@Formula("qty + 1")
		int formula;

		@Column(name = "\"Quoted Col\"")
		String quoted;

		@Column(name = "`order`")
		String order;

		@Column(check = @jakarta.persistence.CheckConstraint(name = "ck_named_col",
				constraint = "named_ck in ('x','y')"))
		String namedCk;

		Locale locale;

		Currency currency;

		java.net.URL url;

		TimeZone tz;

		Class<?> clazz;

		@Version
		int version;

	}

	@java.lang.annotation.Retention(java.lang.annotation.RetentionPolicy.RUNTIME)
	@interface Temporal_D {

	}

	@Embeddable
	public static class Payload {

		String a;

		@Column(nullable = false)
		int b;

	}

	@Converter
	public static class LevelConv implements AttributeConverter<Level, Integer> {

		public Integer convertToDatabaseColumn(Level l) {
			return l == null ? null : l.ordinal() * 10;
		}

		public Level convertToEntityAttribute(Integer i) {
			return i == null ? null : Level.values()[i / 10];
		}

	}

	// --- sequences
	@Entity(name = "SeqDefault")
	@Table(name = "seq_default")
	public static class SeqDefault {

		@Id
		@GeneratedValue
		Long id;

	}

	@Entity(name = "SeqCustom")
	@Table(name = "seq_custom")
	public static class SeqCustom {

		@Id
		@GeneratedValue(generator = "sc")
		@SequenceGenerator(name = "sc", sequenceName = "my_custom_seq", initialValue = 1000, allocationSize = 20,
				options = "cache 10")
		Long id;

	}

	@Entity(name = "TblGen")
	@Table(name = "tbl_gen")
	public static class TblGen {

		@Id
		@GeneratedValue(strategy = GenerationType.TABLE, generator = "tg")
		@TableGenerator(name = "tg", table = "id_table", initialValue = 5)
		Long id;

	}

	@Entity(name = "UuidGen")
	@Table(name = "uuid_gen")
	public static class UuidGen {

		@Id
		@GeneratedValue(strategy = GenerationType.UUID)
		UUID id;

	}

	@Entity(name = "IdentInt")
	@Table(name = "identity_int")
	public static class IdentInt {

		@Id
		@GeneratedValue(strategy = GenerationType.IDENTITY)
		Integer id;

	}

	// --- relations
	@Entity(name = "Parent")
	@Table(name = "parent")
	public static class Parent {

		@Id
		@GeneratedValue
		Long id;

		@OneToMany(mappedBy = "parent")
		List<Child> children;

		@ManyToMany
		@JoinTable(name = "parent_tag",
				joinColumns = @JoinColumn(name = "parent_id", foreignKey = @ForeignKey(name = "fk_pt_parent")),
				inverseJoinColumns = @JoinColumn(name = "tag_id"),
				indexes = @Index(name = "ix_pt_tag", columnList = "tag_id"))
		Set<TagE> tags;

		@ElementCollection
		@CollectionTable(name = "parent_nick")
		@Column(name = "nick", length = 30)
		Set<String> nicks;

		@ElementCollection
		@OrderColumn(name = "pos")
		List<String> ordered;

		@ElementCollection
		@MapKeyColumn(name = "k")
		@Column(name = "v")
		Map<String, String> map;

		@ElementCollection
		@Enumerated(EnumType.STRING)
		Set<Color> colors;

		@OneToMany
		@JoinColumn(name = "owner_id")
		@OnDelete(action = OnDeleteAction.CASCADE)
		List<Owned> owned;

		@OneToMany
		List<UniOwned> uni;

		@OneToOne
		@JoinColumn(name = "detail_id")
		Detail detail;

		@NaturalId
		String naturalCode;

		@TenantId
		String tenant;

	}

	@Entity(name = "Child")
	@Table(name = "child")
	public static class Child {

		@Id
		@GeneratedValue
		Long id;

		@ManyToOne(optional = false)
		@OnDelete(action = OnDeleteAction.CASCADE)
		Parent parent;

		@ManyToOne
		@OnDelete(action = OnDeleteAction.SET_NULL)
		@JoinColumn(foreignKey = @ForeignKey(name = "fk_child_tag", options = "deferrable initially deferred"))
		TagE tag;

		@ManyToOne
		@JoinColumn(name = "nofk_id", foreignKey = @ForeignKey(ConstraintMode.NO_CONSTRAINT))
		TagE noFk;

		@ManyToOne
		@JoinColumn(name = "custfk_id", foreignKey = @ForeignKey(name = "fk_cust",
				foreignKeyDefinition = "foreign key (custfk_id) references tag_e on update cascade"))
		TagE cust;

		@Any
		@AnyKeyJavaClass(Long.class)
		@AnyDiscriminatorValue(discriminator = "T", entity = TagE.class)
		@AnyDiscriminatorValue(discriminator = "D", entity = Detail.class)
		@JoinColumn(name = "any_id")
		@Column(name = "any_type", length = 1)
		@AnyDiscriminator(DiscriminatorType.STRING)
		Object any;

	}

	@Entity(name = "TagE")
	@Table(name = "tag_e")
	public static class TagE {

		@Id
		@GeneratedValue
		Long id;

		String name;

	}

	@Entity(name = "Owned")
	@Table(name = "owned")
	public static class Owned {

		@Id
		@GeneratedValue
		Long id;

	}

	@Entity(name = "UniOwned")
	@Table(name = "uni_owned")
	public static class UniOwned {

		@Id
		@GeneratedValue
		Long id;

	}

	@Entity(name = "Detail")
	@Table(name = "detail")
	public static class Detail {

		@Id
		@GeneratedValue
		Long id;

	}

	// --- composite ids
	@Embeddable
	public static class CompId implements java.io.Serializable {

		String zeta;

		Long alpha;

		Integer mid;

		public boolean equals(Object o) {
			return this == o;
		}

		public int hashCode() {
			return 1;
		}

	}

	@Entity(name = "CompParent")
	@Table(name = "comp_parent")
	public static class CompParent {

		@EmbeddedId
		CompId id;

		String d;

	}

	@Entity(name = "CompChild")
	@Table(name = "comp_child")
	public static class CompChild {

		@Id
		Long id;

		@ManyToOne
		CompParent parent;

	}

	// --- inheritance
	@Entity(name = "StBase")
	@Table(name = "st_base")
	@Inheritance(strategy = InheritanceType.SINGLE_TABLE)
	@DiscriminatorColumn(name = "kind", length = 10)
	public static abstract class StBase {

		@Id
		@GeneratedValue
		Long id;

		String x;

	}

	@Entity(name = "StA")
	@DiscriminatorValue("A")
	public static class StA extends StBase {

		@Column(nullable = false)
		String onlyA;

	}

	@Entity(name = "StB")
	@DiscriminatorValue("B")
	public static class StB extends StBase {

		Integer onlyB;

	}

	@Entity(name = "JBase")
	@Table(name = "j_base")
	@Inheritance(strategy = InheritanceType.JOINED)
	public static class JBase {

		@Id
		@GeneratedValue
		Long id;

		String base;

	}

	@Entity(name = "JSub")
	@Table(name = "j_sub")
	@OnDelete(action = OnDeleteAction.CASCADE)
	public static class JSub extends JBase {

		String sub;

	}

	@Entity(name = "TpcBase")
	@Table(name = "tpc_base")
	@Inheritance(strategy = InheritanceType.TABLE_PER_CLASS)
	public static abstract class TpcBase {

		@Id
		@GeneratedValue
		Long id;

		@Column(unique = true)
		String base;

		@ManyToOne
		TagE tag;

	}

	@Entity(name = "TpcOne")
	@Table(name = "tpc_one")
	public static class TpcOne extends TpcBase {

		String one;

	}

	@Entity(name = "TpcTwo")
	@Table(name = "tpc_two")
	public static class TpcTwo extends TpcBase {

		String two;

	}

	@MappedSuperclass
	public static abstract class Mapped {

		@Id
		@GeneratedValue
		Long id;

		String zz;

		String aa;

	}

	@Entity(name = "MappedSub")
	@Table(name = "mapped_sub")
	public static class MappedSub extends Mapped {

		String mm;

	}

	// --- secondary table, soft delete, partition key, embedded
	@Entity(name = "Prim")
	@Table(name = "prim")
	@SecondaryTable(name = "prim_sec", indexes = @Index(name = "ix_sec", columnList = "sec"), comment = "second")
	public static class Prim {

		@Id
		@GeneratedValue
		Long id;

		String p;

		@Column(table = "prim_sec")
		String sec;

		@Embedded
		Emb emb;

	}

	@Embeddable
	public static class Emb {

		String street;

		@Column(length = 5)
		String zip;

		@ManyToOne
		TagE tag;

	}

	@Entity(name = "Soft")
	@Table(name = "soft")
	@SoftDelete(comment = "soft deleted?")
	public static class Soft {

		@Id
		@GeneratedValue
		Long id;

		String s;

		@ElementCollection
		@SoftDelete(strategy = SoftDeleteType.TIMESTAMP)
		Set<String> xs;

	}

	@Entity(name = "Part")
	@Table(name = "part", options = "partition by list (region)")
	public static class Part {

		@Id
		Long id;

		@PartitionKey
		@Column(length = 4)
		String region;

		String data;

	}

	// --- struct
	@Embeddable
	@Struct(name = "money_t")
	public static class Money {

		@Column(precision = 12, scale = 2)
		BigDecimal amount;

		@Column(length = 3)
		String cur;

	}

	@Entity(name = "WithStruct")
	@Table(name = "with_struct")
	public static class WithStruct {

		@Id
		@GeneratedValue
		Long id;

		Money price;

		Money[] prices;

	}

	// --- view / subselect / immutable
	@Entity(name = "TagView")
	@Immutable
	@View(query = "select id, name from tag_e where name is not null")
	@Table(name = "tag_view")
	public static class TagView {

		@Id
		Long id;

		String name;

	}

	@Entity(name = "TagSub")
	@Immutable
	@Subselect("select id, name from tag_e")
	@Synchronize("tag_e")
	public static class TagSub {

		@Id
		Long id;

		String name;

	}

	// --- schema qualified, quoted, reserved, long identifiers
	@Entity(name = "InSchema")
	@Table(name = "in_schema", schema = "other")
	public static class InSchema {

		@Id
		@GeneratedValue
		Long id;

		@ManyToOne
		TagE tag;

	}

	@Entity(name = "MixedCase")
	@Table(name = "`MixedCase`", indexes = @Index(name = "IX_MixedName", columnList = "`MixedCol`"))
	public static class MixedCase {

		@Id
		@GeneratedValue
		Long id;

		@Column(name = "`MixedCol`", unique = true)
		String mixedCol;

		@ManyToOne
		@JoinColumn(name = "`TagId`")
		TagE tag;

	}

	@Entity(name = "User")
	@Table(name = "`user`")
	public static class User {

		@Id
		@GeneratedValue
		Long id;

		@Column(name = "`select`")
		String select;

		@Column(name = "`group`")
		String group;

	}

	@Entity(name = "LongName")
	@Table(name = "a_really_long_table_name_that_is_longer_than_sixty_three_bytes_for_sure_yes")
	public static class LongName {

		@Id
		@GeneratedValue(strategy = GenerationType.IDENTITY)
		Long id;

		@Column(name = "a_really_long_column_name_that_is_longer_than_sixty_three_bytes_for_sure_yes")
		String c;

		@ManyToOne
		TagE tag;

		@ElementCollection
		Set<String> someCollectionWithAVeryLongNameIndeedSoThatTheTableNameIsLong;

	}

	@Entity(name = "SomeCamelCaseEntity")
	public static class SomeCamelCaseEntity {

		@Id
		@GeneratedValue
		Long id;

		String camelCaseField;

		@ManyToOne
		TagE someTag;

		@Column(name = "ExplicitCamel")
		String explicitCamel;

	}

	// --- envers
	@Entity(name = "AuditedEnv")
	@Table(name = "audited_env")
	@org.hibernate.envers.Audited
	public static class AuditedEnv {

		@Id
		@GeneratedValue
		Long id;

		@Column(length = 50, nullable = false)
		String name;

		@ElementCollection
		Set<String> els;

	}

	// --- core audit + temporal (new in 7.4)
	@Entity(name = "CoreAud")
	@Table(name = "core_aud")
	@org.hibernate.annotations.Audited
	public static class CoreAud {

		@Id
		@GeneratedValue
		Long id;

		@Column(length = 50, nullable = false)
		String name;

	}

	@Entity(name = "TemporalE")
	@Table(name = "temporal_e")
	@org.hibernate.annotations.Temporal
	public static class TemporalE {

		@Id
		Long id;

		String name;

		@Version
		int v;

	}

	public static Class<?>[] all() {
		List<Class<?>> l = new ArrayList<>();
		for (Class<?> c : Zoo.class.getDeclaredClasses())
			if (c.isAnnotationPresent(Entity.class))
				l.add(c);
		l.sort(Comparator.comparing(Class::getName));
		return l.toArray(new Class<?>[0]);
	}

}
