package io.appmigrations.internal.hibernate;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.annotation.RenamedFrom;
import io.appmigrations.model.Model;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.AttributeOverride;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.MappedSuperclass;
import jakarta.persistence.OneToMany;
import jakarta.persistence.SecondaryTable;
import jakarta.persistence.Table;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.envers.Audited;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link RenamedFrom}.
 */
class RenamedFromTests {

	@Test
	void tableAndColumns() {
		assertThat(renames(Customer.class)).containsExactlyInAnyOrder(
				new Model.RenamedFrom("sales", "customer", null, "client"),
				new Model.RenamedFrom("sales", "customer", "full_name", "name"),
				new Model.RenamedFrom("sales", "customer", "Shoe Size", "size"),
				new Model.RenamedFrom("sales", "customer", "active", "enabled"),
				new Model.RenamedFrom("sales", "customer", "boss_id", "chief"),
				new Model.RenamedFrom("sales", "customer", "home_street", "way"),
				new Model.RenamedFrom("sales", "customer", "changed_at", "changed"),
				new Model.RenamedFrom(null, "customer_more", "notes", "remarks"),
				new Model.RenamedFrom("sales", "nicknames", null, "nicks"),
				new Model.RenamedFrom("sales", "customer_phones", "street", "way"),
				new Model.RenamedFrom("sales", "customer", "owner_id", "proprietor"));
	}

	@Test
	void defaultSchemaHasNoName() {
		assertThat(EntityModelReader.read(TestUnit.of(Customer.class), TestUnit.NAMING, 18, 4, "sales").renames())
			.contains(new Model.RenamedFrom(null, "customer", null, "client"),
					new Model.RenamedFrom(null, "customer", "full_name", "name"));
	}

	@Test
	void columnsOfSubclassesAreInTheirTables() {
		assertThat(renames(Joined.class, JoinedSub.class)).containsExactlyInAnyOrder(
				new Model.RenamedFrom(null, "joined", "number", "id"),
				new Model.RenamedFrom(null, "joined_sub", "number", "id"),
				new Model.RenamedFrom(null, "joined", "text", "words"),
				new Model.RenamedFrom(null, "joined_sub", "more", "plus"));
		assertThat(renames(Union.class, UnionOne.class, UnionTwo.class)).containsExactlyInAnyOrder(
				new Model.RenamedFrom(null, "union_one", "text", "words"),
				new Model.RenamedFrom(null, "union_two", "text", "words"));
		assertThat(renames(Single.class, SingleSub.class))
			.containsExactly(new Model.RenamedFrom(null, "single", "more", "plus"));
	}

	@Test
	void auditTablesFollow() {
		assertThat(renames(Document.class)).containsExactlyInAnyOrder(
				new Model.RenamedFrom(null, "document", null, "paper"),
				new Model.RenamedFrom(null, "document_aud", null, "paper_aud"),
				new Model.RenamedFrom(null, "document", "title", "name"),
				new Model.RenamedFrom(null, "document_aud", "title", "name"));
		assertThat(renames(Note.class)).containsExactlyInAnyOrder(new Model.RenamedFrom(null, "note", null, "memo"),
				new Model.RenamedFrom(null, "note_aud", null, "memo_aud"),
				new Model.RenamedFrom(null, "note", "body", "text"),
				new Model.RenamedFrom(null, "note_aud", "body", "text"));
	}

	@Test
	void constantsOfEnumsAreInEveryColumnThatHoldsTheirNames() {
		assertThat(TestUnit.read(Paint.class).renamedValues()).containsExactlyInAnyOrder(value("paint", "colour"),
				value("paint_aud", "colour"), value("paint", "named"), value("paint_aud", "named"),
				value("paint_coats", "coats"), value("paint_coats_aud", "coats"));
	}

	private static Model.RenamedValue value(String table, String column) {
		return new Model.RenamedValue(null, table, column, "RED", "CRIMSON");
	}

	@ParameterizedTest
	@ValueSource(classes = { SingleRenamed.class, SuperclassRenamed.class, EmbeddableRenamed.class, TwoColumns.class,
			OtherSide.class, Twice.class })
	void whatIsNotAboutOneTableOrColumnIsAnError(Class<?> type) {
		assertThatExceptionOfType(MigrationException.class)
			.isThrownBy(() -> renames(type, Single.class, Customer.class))
			.withMessageContaining("@RenamedFrom")
			.withMessageContaining("was_")
			.withMessageMatching(".*(no table of its own|2 columns|the other side|contradicts itself).*")
			.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(ErrorCode.INVALID_CONFIGURATION));
	}

	private static List<Model.RenamedFrom> renames(Class<?>... classes) {
		return TestUnit.read(classes).renames();
	}

	@MappedSuperclass
	abstract static class Base {

		@Id
		@Nullable Long id;

		@RenamedFrom("changed")
		@Nullable String changedAt;

	}

	@Entity(name = "Customer")
	@Table(schema = "sales")
	@SecondaryTable(name = "customer_more")
	@RenamedFrom("client")
	static class Customer extends Base {

		@RenamedFrom("name")
		@Nullable String fullName;

		@Column(name = "`Shoe Size`")
		@RenamedFrom("size")
		int shoeSize;

		@RenamedFrom("enabled")
		boolean active;

		@ManyToOne
		@RenamedFrom("chief")
		@Nullable Customer boss;

		@Embedded
		@AttributeOverride(name = "street", column = @Column(name = "home_street"))
		@Nullable Address home;

		@Column(table = "customer_more")
		@RenamedFrom("remarks")
		@Nullable String notes;

		@ElementCollection
		@jakarta.persistence.CollectionTable(name = "nicknames", schema = "sales")
		@RenamedFrom("nicks")
		Set<String> nicknames = Set.of();

		@ElementCollection
		@jakarta.persistence.CollectionTable(name = "customer_phones", schema = "sales")
		List<Address> addresses = new ArrayList<>();

		@OneToMany
		@JoinColumn(name = "owner_id")
		@RenamedFrom("proprietor")
		List<Customer> owned = new ArrayList<>();

	}

	@Embeddable
	static class Address {

		@RenamedFrom("way")
		@Nullable String street;

	}

	@Entity(name = "Joined")
	@Inheritance(strategy = InheritanceType.JOINED)
	static class Joined {

		@Id
		@RenamedFrom("id")
		@Nullable Long number;

		private @Nullable String text;

		@RenamedFrom("words")
		@Nullable String getText() {
			return this.text;
		}

	}

	@Entity(name = "JoinedSub")
	static class JoinedSub extends Joined {

		@RenamedFrom("plus")
		@Nullable String more;

	}

	@Entity(name = "Union")
	@Table(name = "union_root")
	@Inheritance(strategy = InheritanceType.TABLE_PER_CLASS)
	abstract static class Union {

		@Id
		@Nullable Long id;

		@RenamedFrom("words")
		@Nullable String text;

	}

	@Entity(name = "UnionOne")
	static class UnionOne extends Union {

	}

	@Entity(name = "UnionTwo")
	static class UnionTwo extends Union {

	}

	@Entity(name = "Single")
	static class Single {

		@Id
		@Nullable Long id;

	}

	@Entity(name = "SingleSub")
	static class SingleSub extends Single {

		@RenamedFrom("plus")
		@Nullable String more;

	}

	@Entity(name = "SingleRenamed")
	@RenamedFrom("was_table")
	static class SingleRenamed extends Single {

	}

	@MappedSuperclass
	@RenamedFrom("was_base")
	abstract static class RenamedBase {

		@Id
		@Nullable Long id;

	}

	@Entity(name = "SuperclassRenamed")
	static class SuperclassRenamed extends RenamedBase {

	}

	@Embeddable
	@RenamedFrom("was_part")
	static class RenamedPart {

		int one;

	}

	@Entity(name = "EmbeddableRenamed")
	static class EmbeddableRenamed {

		@Id
		@Nullable Long id;

		@Nullable RenamedPart part;

	}

	@Entity(name = "Document")
	@Audited
	@RenamedFrom("paper")
	static class Document {

		@Id
		@Nullable Long id;

		@RenamedFrom("name")
		@Nullable String title;

	}

	@Entity(name = "Note")
	@org.hibernate.annotations.Audited
	@RenamedFrom("memo")
	static class Note {

		@Id
		@Nullable Long id;

		@RenamedFrom("text")
		@Nullable String body;

	}

	enum Colour {

		@RenamedFrom("RED")
		CRIMSON, GREEN

	}

	@Entity(name = "Paint")
	@Audited
	static class Paint {

		@Id
		@Nullable Long id;

		@Enumerated(EnumType.STRING)
		@Nullable Colour colour;

		@JdbcTypeCode(SqlTypes.NAMED_ENUM)
		@Nullable Colour named;

		@Nullable Colour number;

		@Convert(converter = Initials.class)
		@Nullable Colour initial;

		@ElementCollection
		@jakarta.persistence.CollectionTable(name = "paint_coats")
		@Enumerated(EnumType.STRING)
		Set<Colour> coats = Set.of();

	}

	static class Initials implements AttributeConverter<Colour, String> {

		@Override
		public String convertToDatabaseColumn(Colour colour) {
			return colour.name().substring(0, 1);
		}

		@Override
		public Colour convertToEntityAttribute(String initial) {
			return initial.equals("C") ? Colour.CRIMSON : Colour.GREEN;
		}

	}

	@Embeddable
	static class Two {

		int one;

		int two;

	}

	@Entity(name = "TwoColumns")
	static class TwoColumns {

		@Id
		@Nullable Long id;

		@RenamedFrom("was_one")
		@Nullable Two two;

	}

	@Entity(name = "OtherSide")
	static class OtherSide {

		@Id
		@Nullable Long id;

		@ManyToOne
		@Nullable OtherSide parent;

		@OneToMany(mappedBy = "parent")
		@RenamedFrom("was_children")
		List<OtherSide> children = new ArrayList<>();

	}

	@Entity(name = "Twice")
	static class Twice {

		@Id
		@Nullable Long id;

		@RenamedFrom("was_both")
		int one;

		@RenamedFrom("was_both")
		int two;

	}

}
