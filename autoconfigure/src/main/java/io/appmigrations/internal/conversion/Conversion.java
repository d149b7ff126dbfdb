package io.appmigrations.internal.conversion;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

import io.appmigrations.model.Note;

import org.jspecify.annotations.Nullable;

/**
 * How a value of one type becomes one of another, and what that does to it. Where there
 * is no cast and no expression PostgreSQL assigns the value by itself, which refuses what
 * is too long; a cast would cut it.
 *
 * @param casts the types that it is cast to, one after the other
 * @param expression the new value, with {@code %s} in place of the old one, or
 * {@code null} where casts are enough
 * @param losses what of a value is lost without an error
 * @param failures the values that cannot be converted, so that the statement fails
 * @param remarks what the conversion takes for granted
 * @param known whether there is a conversion that keeps the meaning
 */
public record Conversion(List<String> casts, @Nullable String expression, List<String> losses, List<String> failures,
		List<String> remarks, boolean known) {

	/** PostgreSQL assigns the value. */
	static Conversion assigned() {
		return new Conversion(List.of(), null, List.of(), List.of(), List.of(), true);
	}

	/** The value is cast. */
	static Conversion cast(String... types) {
		return new Conversion(List.of(types), null, List.of(), List.of(), List.of(), true);
	}

	/**
	 * The value is computed.
	 * @param expression with {@code %s} in place of the old one
	 */
	static Conversion computed(String expression) {
		return new Conversion(List.of(), expression, List.of(), List.of(), List.of(), true);
	}

	/** Only a person can say what becomes of the value. */
	static Conversion unknown() {
		return new Conversion(List.of(), null, List.of(), List.of(), List.of(), false);
	}

	Conversion losing(String... what) {
		return new Conversion(this.casts, this.expression, plus(this.losses, what), this.failures, this.remarks,
				this.known);
	}

	Conversion losingIf(boolean condition, String what) {
		return condition ? losing(what) : this;
	}

	Conversion failing(String... on) {
		return new Conversion(this.casts, this.expression, this.losses, plus(this.failures, on), this.remarks,
				this.known);
	}

	public Conversion failingIf(boolean condition, String on) {
		return condition ? failing(on) : this;
	}

	Conversion remarking(String... remark) {
		return new Conversion(this.casts, this.expression, this.losses, this.failures, plus(this.remarks, remark),
				this.known);
	}

	/** After a cast to another type. */
	Conversion after(String type) {
		List<String> all = new ArrayList<>(List.of(type));
		all.addAll(this.casts);
		return new Conversion(all, this.expression, this.losses, this.failures, this.remarks, this.known);
	}

	/** With what another conversion, that follows or is the same to begin with, says. */
	Conversion saying(Conversion other) {
		return losing(other.losses.toArray(String[]::new)).failing(other.failures.toArray(String[]::new))
			.remarking(other.remarks.toArray(String[]::new));
	}

	private static List<String> plus(List<String> list, String... more) {
		List<String> all = new ArrayList<>(list);
		Arrays.stream(more).filter((one) -> !all.contains(one)).forEach(all::add);
		return List.copyOf(all);
	}

	public boolean isAssigned() {
		return this.known && this.casts.isEmpty() && this.expression == null;
	}

	/** The value goes over its text, which stays the same. */
	boolean isByText() {
		return this.known && this.expression == null && !this.casts.isEmpty()
				&& List.of("text", "text[]").contains(this.casts.get(0));
	}

	/**
	 * Writes the new value.
	 * @param value the old one
	 */
	public String of(String value) {
		return (this.expression != null) ? this.expression.formatted(value) : castTo(value, (type) -> type);
	}

	private String castTo(String value, UnaryOperator<String> type) {
		StringBuilder sql = new StringBuilder(value);
		this.casts.forEach((cast) -> sql.append("::").append(type.apply(cast)));
		return sql.toString();
	}

	/**
	 * The same for each element of an array. There is no expression for that, as
	 * {@code USING} takes no subquery.
	 */
	Conversion ofElements() {
		return (this.expression != null) ? unknown()
				: new Conversion(this.casts.stream().map((cast) -> cast + "[]").toList(), null, this.losses,
						this.failures, this.remarks, this.known);
	}

	/**
	 * Says what a reviewer must know.
	 * @param values what is converted
	 * @return a note each
	 */
	public List<Note> notes(String values) {
		List<Note> notes = new ArrayList<>();
		if (!this.losses.isEmpty()) {
			notes.add(Note
				.mayChange("values of %s (irreversible): %s.".formatted(values, String.join("; ", this.losses))));
		}
		if (!this.failures.isEmpty()) {
			String condition = "if values of %s are %s.".formatted(values, String.join(", or ", this.failures));
			notes.add(new Note(Note.Effect.MAY_FAIL, "Fails, and changes nothing, " + condition, condition));
		}
		if (!this.known) {
			notes.add(Note.mayFail("if %s has values, unless the TODO says what they become.".formatted(values)));
		}
		this.remarks.forEach((remark) -> notes.add(Note.of(remark.formatted(values))));
		return notes;
	}

	public boolean losesData() {
		return !this.losses.isEmpty();
	}

}
