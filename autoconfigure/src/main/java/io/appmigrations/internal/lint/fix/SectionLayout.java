package io.appmigrations.internal.lint.fix;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.appmigrations.internal.online.SectionRewrite.Item;
import io.appmigrations.internal.online.SectionRewrite.Written;
import io.appmigrations.internal.script.StatementPlace;
import io.appmigrations.internal.sql.SqlTokens;
import org.jspecify.annotations.Nullable;

/**
 * Puts other statements into the text of a section. Comments stay before the statement
 * that they stand before, and behind the one in whose line they stand.
 */
final class SectionLayout {

	private static final Pattern BLANK_LINE = Pattern.compile("\\n[ \\t]*\\r?\\n");

	private static final Pattern TAIL = Pattern.compile("[ \\t]*--[^\\r\\n]*|[ \\t]+(?=\\r?\\n)");

	private final String text;

	private final int start;

	private final int end;

	private final List<StatementPlace> places;

	private final String lineBreak;

	/** The new text of transactions, by the number of their first statement. */
	private final Map<Integer, Replaced> replaced = new HashMap<>();

	SectionLayout(String text, int start, int end, List<StatementPlace> places) {
		this.text = text;
		this.start = start;
		this.end = end;
		this.places = places;
		this.lineBreak = (start > 1 && text.charAt(start - 2) == '\r') ? "\r\n" : "\n";
	}

	/**
	 * Replaces a transaction.
	 * @param transaction the numbers of its statements
	 * @param own those of them that neither begin nor end it
	 * @param written their texts
	 * @param units what is committed together instead
	 * @param implied whether what begins and ends it, if anything, is no longer needed
	 */
	void replace(List<Integer> transaction, List<Integer> own, List<Written> written, List<List<Item>> units,
			boolean implied) {
		this.replaced.put(transaction.get(0),
				new Replaced(transaction.get(transaction.size() - 1), new Writer(own, written, units, implied)));
	}

	/** The text of the section. */
	String text() {
		StringBuilder out = new StringBuilder();
		int position = this.start;
		int i = 0;
		while (i < this.places.size()) {
			Replaced found = this.replaced.get(i);
			int last = (found != null) ? found.last() : i;
			if (found != null) {
				found.writer().write(out, i, last);
			}
			else {
				out.append(this.text, position, behind(i));
			}
			position = behind(last);
			i = last + 1;
		}
		return out.append(this.text, position, this.end).toString();
	}

	/** Where a statement ends, with a comment in the rest of its line. */
	private int behind(int place) {
		int position = this.places.get(place).end();
		Matcher tail = TAIL.matcher(this.text).region(position, this.end);
		return tail.lookingAt() ? tail.end() : position;
	}

	/** What stands between a statement and the one before it. */
	private String lead(int place) {
		return this.text.substring((place == 0) ? this.start : behind(place - 1), this.places.get(place).start());
	}

	private String tail(int place) {
		return this.text.substring(this.places.get(place).end(), behind(place));
	}

	/**
	 * New text.
	 *
	 * @param last the number of the last statement that it replaces
	 * @param writer writes it
	 */
	private record Replaced(int last, Writer writer) {
	}

	/** Writes one transaction. */
	private final class Writer {

		private final List<Integer> own;

		private final List<Written> written;

		private final List<List<Item>> units;

		private final boolean implied;

		/** Whether what was written last is not in the file. */
		private boolean inserted;

		Writer(List<Integer> own, List<Written> written, List<List<Item>> units, boolean implied) {
			this.own = own;
			this.written = written;
			this.units = units;
			this.implied = implied;
		}

		void write(StringBuilder out, int first, int last) {
			boolean begun = this.implied || first == this.own.get(0);
			boolean ended = this.implied || last == this.own.get(this.own.size() - 1);
			int lastOwn = lastUnitWithOwn();
			for (int u = 0; u < this.units.size(); u++) {
				List<Item> unit = this.units.get(u);
				boolean isBlock = unit.size() > 1;
				for (int i = 0; i < unit.size(); i++) {
					Item item = unit.get(i);
					String lead = (item.statement() >= 0) ? leadOf(first, item.statement()) : null;
					if (isBlock && i == 0) {
						if (!begun && item.statement() == 0) {
							out.append(lead(first)).append(original(first)).append(tail(first));
							lead = SectionLayout.this.lead(first + 1);
							begun = true;
						}
						else {
							lead = begin(out, lead);
						}
					}
					write(out, item, lead);
				}
				if (isBlock) {
					if (!ended && u == lastOwn) {
						out.append(lead(last)).append(original(last)).append(tail(last));
						ended = true;
					}
					else {
						line(out, "commit;");
					}
				}
			}
			// what stood beside a commit that is gone
			int lastOfOwn = this.own.get(this.own.size() - 1);
			for (int i = lastOfOwn + 1; i <= last && !(ended && !this.implied); i++) {
				String beside = lead(i) + tail(i);
				out.append(beside.isBlank() ? "" : beside);
			}
		}

		private int lastUnitWithOwn() {
			int last = 0;
			for (int u = 0; u < this.units.size(); u++) {
				if (this.units.get(u).stream().anyMatch((item) -> item.statement() >= 0)) {
					last = u;
				}
			}
			return last;
		}

		/** With what stood beside a begin that is gone. */
		private String leadOf(int first, int statement) {
			int place = this.own.get(statement);
			int previous = (statement == 0) ? first - 1 : this.own.get(statement - 1);
			StringBuilder lead = new StringBuilder();
			for (int i = previous + 1; i < place; i++) {
				lead.append(SectionLayout.this.lead(i)).append(tail(i));
			}
			String own = SectionLayout.this.lead(place);
			boolean isOnOwnLine = lead.isEmpty() || lead.charAt(lead.length() - 1) == '\n';
			return lead + ((previous + 1 < place && isOnOwnLine) ? own.replaceFirst("^\\r?\\n", "") : own);
		}

		/** Begins a block before the comments of its first statement. */
		private @Nullable String begin(StringBuilder out, @Nullable String lead) {
			if (lead == null) {
				line(out, "begin;");
				return null;
			}
			int cut = cut(lead);
			out.append(lead, 0, cut);
			line(out, "begin;");
			out.append(SectionLayout.this.lineBreak);
			return lead.substring(cut);
		}

		/** What is to be ignored stands before the statement. */
		private static int cut(String lead) {
			int cut = 0;
			if (lead.contains("lint:")) {
				int text = lead.length() - lead.stripLeading().length();
				return lead.lastIndexOf('\n', text) + 1;
			}
			Matcher blank = BLANK_LINE.matcher(lead);
			for (int from = 0; blank.find(from); from = blank.end() - 1) {
				cut = isInComment(lead, blank.end()) ? cut : blank.end();
			}
			return (cut > 0) ? cut : lead.lastIndexOf('\n', lead.length() - lead.stripLeading().length() - 1) + 1;
		}

		/** Whether a comment that has several lines is open in front of a line. */
		private static boolean isInComment(String lead, int line) {
			int depth = 0;
			int i = 0;
			while (i < line) {
				if (depth == 0 && lead.startsWith("--", i)) {
					i = lead.indexOf('\n', i);
				}
				else if (lead.startsWith("/*", i) || (depth > 0 && lead.startsWith("*/", i))) {
					depth += (lead.charAt(i) == '/') ? 1 : -1;
					i++;
				}
				i++;
			}
			return depth > 0;
		}

		private void write(StringBuilder out, Item item, @Nullable String lead) {
			if (lead == null) {
				line(out, item.sql() + ";");
				return;
			}
			if (this.inserted && !lead.contains("\n") && endsWithinLine(out)) {
				out.append(SectionLayout.this.lineBreak);
			}
			out.append(lead);
			int place = this.own.get(item.statement());
			if (item.sql().equals(this.written.get(item.statement()).sql())) {
				out.append(original(place));
			}
			else {
				String before = this.written.get(item.statement()).sql();
				String comments = before.substring(SqlTokens.withoutTail(before).length()).stripTrailing();
				out.append(item.sql()).append(';').append(comments);
			}
			out.append(tail(place));
			this.inserted = false;
		}

		/** A statement as it is, with a semicolon. */
		private String original(int place) {
			StatementPlace original = SectionLayout.this.places.get(place);
			String whole = SectionLayout.this.text.substring(original.start(), original.end());
			if (original.end() > original.textEnd() || original.statement().copyData() != null) {
				return whole;
			}
			int end = SqlTokens.withoutTail(whole).length();
			return whole.substring(0, end) + ";" + whole.substring(end);
		}

		/** Writes something on a line of its own. */
		private void line(StringBuilder out, String sql) {
			if (endsWithinLine(out)) {
				out.append(SectionLayout.this.lineBreak);
			}
			out.append(sql);
			this.inserted = true;
		}

		private static boolean endsWithinLine(StringBuilder out) {
			return !out.isEmpty() && out.charAt(out.length() - 1) != '\n';
		}

	}

}
