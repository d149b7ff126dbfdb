package io.appmigrations.internal.cli.output;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import io.appmigrations.RevisionDetails;
import io.appmigrations.internal.graph.BranchOrder;
import org.jspecify.annotations.Nullable;

/**
 * Draws a history beside its lines: a lane for each branch, newest first. A line that
 * ends in a corner joins or leaves a lane; one that passes a lane without a junction
 * crosses it.
 */
public final class HistoryGraph {

	private final Map<String, RevisionDetails> revisions = new LinkedHashMap<>();

	private final Glyphs glyphs;

	private final List<@Nullable String> lanes = new ArrayList<>();

	private final StringBuilder drawing = new StringBuilder();

	/** Where the line before ended a history. */
	private int ended = -1;

	/**
	 * Prepares a drawing.
	 * @param history the revisions, children before parents
	 * @param glyphs what to draw with
	 */
	public HistoryGraph(List<RevisionDetails> history, Glyphs glyphs) {
		history.forEach((details) -> this.revisions.put(details.revision().id(), details));
		this.glyphs = glyphs;
	}

	/**
	 * Draws.
	 * @param text what stands beside a revision, at least one line
	 */
	public String render(Function<RevisionDetails, List<String>> text) {
		for (RevisionDetails details : inOrderOfBranches()) {
			draw(details, text.apply(details));
		}
		return this.drawing.toString();
	}

	private List<RevisionDetails> inOrderOfBranches() {
		Map<String, List<String>> parents = new LinkedHashMap<>();
		this.revisions.forEach((id, details) -> parents.put(id, parents(details)));
		return BranchOrder.of(parents).stream().map(this::details).toList();
	}

	private RevisionDetails details(String id) {
		RevisionDetails details = this.revisions.get(id);
		if (details == null) {
			throw new IllegalArgumentException("'%s' is not part of the history".formatted(id));
		}
		return details;
	}

	private List<String> parents(RevisionDetails details) {
		return details.revision().downRevisions().stream().filter(this.revisions::containsKey).toList();
	}

	private void draw(RevisionDetails details, List<String> text) {
		int lane = join(details.revision().id());
		if (lane == this.ended) {
			// what follows in the same column would look like its parent
			this.lanes.set(lane, null);
			row(-1, ' ', "");
			this.lanes.set(lane, details.revision().id());
		}
		row(lane, node(details), text.get(0));
		List<String> parents = parents(details);
		this.lanes.set(lane, parents.isEmpty() ? null : parents.get(0));
		this.ended = parents.isEmpty() ? lane : -1;
		for (String line : text.subList(1, text.size())) {
			row(-1, ' ', line);
		}
		if (text.size() > 1) {
			row(-1, ' ', "");
		}
		if (parents.size() > 1) {
			fork(lane, parents.subList(1, parents.size()));
		}
		trim();
	}

	private void trim() {
		while (!this.lanes.isEmpty() && this.lanes.get(this.lanes.size() - 1) == null) {
			this.lanes.remove(this.lanes.size() - 1);
		}
	}

	private char node(RevisionDetails details) {
		return Boolean.TRUE.equals(details.applied()) ? this.glyphs.applied : this.glyphs.node;
	}

	/** Brings all lanes that lead to a revision together, and returns the one. */
	private int join(String id) {
		List<Integer> waiting = new ArrayList<>();
		for (int i = 0; i < this.lanes.size(); i++) {
			if (id.equals(this.lanes.get(i))) {
				waiting.add(i);
			}
		}
		if (waiting.isEmpty()) {
			return free(id);
		}
		int lane = waiting.get(0);
		if (waiting.size() > 1) {
			Set<Integer> ending = new HashSet<>(waiting.subList(1, waiting.size()));
			link(lane, ending, this.glyphs.endRight, this.glyphs.endMiddle, this.glyphs.endLeft);
			ending.forEach((end) -> this.lanes.set(end, null));
			trim();
		}
		return lane;
	}

	private int free(String id) {
		int free = this.lanes.indexOf(null);
		if (free < 0) {
			this.lanes.add(id);
			return this.lanes.size() - 1;
		}
		this.lanes.set(free, id);
		return free;
	}

	private void fork(int lane, List<String> parents) {
		Set<Integer> beginning = new HashSet<>();
		Set<Integer> joined = new HashSet<>();
		for (String parent : parents) {
			int present = this.lanes.indexOf(parent);
			if (present >= 0 && present != lane) {
				joined.add(present);
			}
			else {
				beginning.add(free(parent));
			}
		}
		if (!joined.isEmpty()) {
			link(lane, joined, this.glyphs.joinRight, this.glyphs.cross, this.glyphs.joinLeft);
		}
		if (!beginning.isEmpty()) {
			link(lane, beginning, this.glyphs.beginRight, this.glyphs.beginMiddle, this.glyphs.beginLeft);
		}
	}

	/** A line without a revision that connects one lane with others. */
	private void link(int lane, Set<Integer> others, char right, char middle, char left) {
		int min = Math.min(lane, Collections.min(others));
		int max = Math.max(lane, Collections.max(others));
		StringBuilder row = new StringBuilder();
		for (int i = 0; i < this.lanes.size(); i++) {
			boolean inside = i >= min && i < max;
			row.append(cell(i, lane, others, min, max, right, middle, left))
				.append(inside ? this.glyphs.horizontal : ' ');
		}
		this.drawing.append(row.toString().stripTrailing()).append('\n');
	}

	private char cell(int i, int lane, Set<Integer> others, int min, int max, char right, char middle, char left) {
		if (i == lane) {
			return (min < lane && max > lane) ? this.glyphs.cross
					: (max > lane) ? this.glyphs.joinLeft : this.glyphs.joinRight;
		}
		if (others.contains(i)) {
			return (i == max) ? right : (i == min) ? left : middle;
		}
		boolean passed = i > min && i < max;
		return (this.lanes.get(i) != null) ? this.glyphs.vertical : passed ? this.glyphs.horizontal : ' ';
	}

	private void row(int lane, char node, String text) {
		StringBuilder row = new StringBuilder();
		for (int i = 0; i < this.lanes.size(); i++) {
			row.append((i == lane) ? node : (this.lanes.get(i) != null) ? this.glyphs.vertical : ' ').append(' ');
		}
		this.drawing.append((row + " " + text).stripTrailing()).append('\n');
	}

	/**
	 * What to draw with.
	 */
	public enum Glyphs {

		/** Box drawing characters. */
		UNICODE('○', '●', '│', '─', '├', '┤', '┼', '╮', '┬', '╭', '╯', '┴', '╰'),

		/** For terminals that do not say that they know UTF-8. */
		ASCII('o', '*', '|', '-', '|', '|', '+', '\\', '+', '/', '/', '+', '\\');

		private final char node;

		private final char applied;

		private final char vertical;

		private final char horizontal;

		private final char joinLeft;

		private final char joinRight;

		private final char cross;

		private final char beginRight;

		private final char beginMiddle;

		private final char beginLeft;

		private final char endRight;

		private final char endMiddle;

		private final char endLeft;

		Glyphs(char node, char applied, char vertical, char horizontal, char joinLeft, char joinRight, char cross,
				char beginRight, char beginMiddle, char beginLeft, char endRight, char endMiddle, char endLeft) {
			this.node = node;
			this.applied = applied;
			this.vertical = vertical;
			this.horizontal = horizontal;
			this.joinLeft = joinLeft;
			this.joinRight = joinRight;
			this.cross = cross;
			this.beginRight = beginRight;
			this.beginMiddle = beginMiddle;
			this.beginLeft = beginLeft;
			this.endRight = endRight;
			this.endMiddle = endMiddle;
			this.endLeft = endLeft;
		}

		/**
		 * Since JDK 18 stdout.encoding tells; before, the platform's own encoding does.
		 */
		public static Glyphs forConsole() {
			String encoding = System.getProperty("stdout.encoding",
					System.getProperty("native.encoding", Charset.defaultCharset().name()));
			return encoding.replace("-", "").equalsIgnoreCase("UTF8") ? UNICODE : ASCII;
		}

	}

}
