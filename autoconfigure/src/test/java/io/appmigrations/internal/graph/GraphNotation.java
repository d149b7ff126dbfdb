package io.appmigrations.internal.graph;

import java.util.List;
import java.util.stream.Stream;

import io.appmigrations.Revision;

/**
 * Graphs as lines {@code id < down, down ^ dependency # label = replaced, replaced}.
 */
final class GraphNotation {

	private GraphNotation() {
	}

	static RevisionGraph graph(String... lines) {
		return RevisionGraph.of(Stream.of(lines).map(GraphNotation::revision).toList());
	}

	static Revision revision(String line) {
		String id = line.split("[<^#=]", 2)[0].strip();
		String down = between(line, '<', "^#=");
		return new Revision(id, list(down), list(between(line, '^', "#=")), list(between(line, '#', "=")), "", null,
				id + ".sql", list(between(line, '=', "")));
	}

	private static String between(String line, char begin, String ends) {
		int start = line.indexOf(begin);
		if (start < 0) {
			return "";
		}
		int end = start + 1;
		while (end < line.length() && ends.indexOf(line.charAt(end)) < 0) {
			end++;
		}
		return line.substring(start + 1, end);
	}

	private static List<String> list(String text) {
		return Stream.of(text.split(",")).map(String::strip).filter((item) -> !item.isEmpty()).toList();
	}

}
