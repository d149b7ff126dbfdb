package io.appmigrations.internal.cli.output;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BinaryOperator;

import io.appmigrations.RevisionDetails;

/**
 * A history for programs that draw: Mermaid and Graphviz. Arrows lead from a revision to
 * the ones that build on it; dotted ones are dependencies.
 */
public final class HistoryDiagram {

	/** A box of a drawing has no room for more. */
	private static final int MAX_TITLE = 100;

	private HistoryDiagram() {
	}

	public static String mermaid(List<RevisionDetails> history) {
		StringBuilder diagram = new StringBuilder("flowchart TD\n");
		Map<String, String> nodes = nodes(history);
		for (RevisionDetails details : history) {
			diagram.append("    %s[\"%s\"]%s\n".formatted(nodes.get(details.revision().id()),
					String.join("<br/>", lines(details).stream().map(HistoryDiagram::mermaidText).toList()),
					style(details)));
		}
		for (RevisionDetails details : history) {
			arrows(diagram, nodes, details, (parent, node) -> "    %s --> %s\n".formatted(parent, node),
					(needed, node) -> "    %s -.-> %s\n".formatted(needed, node));
		}
		return diagram.append("    classDef applied fill:#d3f9d8,stroke:#2b8a3e\n")
			.append("    classDef current fill:#8ce99a,stroke:#2b8a3e,stroke-width:3px\n")
			.toString();
	}

	public static String dot(List<RevisionDetails> history) {
		StringBuilder diagram = new StringBuilder(
				"digraph history {\n    node [shape=box, fontname=\"sans-serif\"];\n");
		Map<String, String> nodes = nodes(history);
		for (RevisionDetails details : history) {
			String fill = Boolean.TRUE.equals(details.current()) ? ", style=filled, fillcolor=\"#8ce99a\", penwidth=2"
					: Boolean.TRUE.equals(details.applied()) ? ", style=filled, fillcolor=\"#d3f9d8\"" : "";
			diagram.append("    %s [label=\"%s\"%s];\n".formatted(nodes.get(details.revision().id()),
					String.join("\\n", lines(details).stream().map(HistoryDiagram::dotText).toList()), fill));
		}
		for (RevisionDetails details : history) {
			arrows(diagram, nodes, details, (parent, node) -> "    %s -> %s;\n".formatted(parent, node),
					(needed, node) -> "    %s -> %s [style=dotted];\n".formatted(needed, node));
		}
		return diagram.append("}\n").toString();
	}

	private static Map<String, String> nodes(List<RevisionDetails> history) {
		Map<String, String> nodes = new HashMap<>();
		history.forEach((details) -> nodes.put(details.revision().id(), "r" + nodes.size()));
		return nodes;
	}

	private static List<String> lines(RevisionDetails details) {
		String marks = Text.marks(details);
		String first = details.revision().id() + (marks.isEmpty() ? "" : " " + marks);
		String title = Text.cut(Text.title(details), MAX_TITLE);
		return title.isEmpty() ? List.of(first) : List.of(first, title);
	}

	private static void arrows(StringBuilder diagram, Map<String, String> nodes, RevisionDetails details,
			BinaryOperator<String> solid, BinaryOperator<String> dotted) {
		String node = Objects.requireNonNull(nodes.get(details.revision().id()));
		details.revision()
			.downRevisions()
			.stream()
			.filter(nodes::containsKey)
			.forEach((parent) -> diagram.append(solid.apply(nodes.get(parent), node)));
		details.revision()
			.dependsOn()
			.stream()
			.filter(nodes::containsKey)
			.forEach((dependency) -> diagram.append(dotted.apply(nodes.get(dependency), node)));
	}

	private static String style(RevisionDetails details) {
		return Boolean.TRUE.equals(details.current()) ? ":::current"
				: Boolean.TRUE.equals(details.applied()) ? ":::applied" : "";
	}

	/** Mermaid has entities of its own, which begin with a number sign. */
	private static String mermaidText(String text) {
		return text.replace("#", "#35;")
			.replace("\"", "#quot;")
			.replace("<", "#lt;")
			.replace(">", "#gt;")
			.replace("`", "#96;")
			.replace("\t", " ");
	}

	private static String dotText(String text) {
		return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\t", " ");
	}

}
