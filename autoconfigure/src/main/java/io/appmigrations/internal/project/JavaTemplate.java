package io.appmigrations.internal.project;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.appmigrations.Revision;

/**
 * The source of a new Java revision.
 */
final class JavaTemplate {

	private static final Pattern WORD = Pattern.compile("[A-Za-z0-9]+");

	private static final int MAX_NAME = 60;

	private JavaTemplate() {
	}

	/** Names the class for its message and id, so that it is found and is unique. */
	static String className(Revision revision) {
		StringBuilder name = new StringBuilder();
		Matcher word = WORD.matcher(revision.title());
		while (word.find() && name.length() + word.group().length() <= MAX_NAME) {
			name.append(word.group().substring(0, 1).toUpperCase(Locale.ROOT)).append(word.group().substring(1));
		}
		String id = revision.id().replace('.', '_');
		return (name.isEmpty() || Character.isDigit(name.charAt(0)) ? "Revision" : "") + name + "_" + id;
	}

	static String fill(String packageName, Revision revision, RevisionContent content) {
		StringBuilder annotation = new StringBuilder("revision = ").append(string(revision.id()));
		append(annotation, "downRevision", revision.downRevisions());
		append(annotation, "dependsOn", revision.dependsOn());
		append(annotation, "branchLabels", revision.branchLabels());
		if (!revision.message().isEmpty()) {
			annotation.append(",\n\t\tmessage = ").append(string(revision.message()));
		}
		if (revision.created() != null) {
			annotation.append(",\n\t\tcreated = ").append(string(revision.created().toString()));
		}
		if (!content.upgrade().options().isEmpty() || !content.downgrade().options().isEmpty()) {
			annotation.append(",\n\t\ttransaction = false");
		}
		append(annotation, "generated", content.generated());
		return """
				package %s;

				import io.appmigrations.javarevision.ReversibleJavaRevision;
				import io.appmigrations.javarevision.RevisionContext;
				import io.appmigrations.javarevision.RevisionInfo;

				@RevisionInfo(%s)
				public class %s implements ReversibleJavaRevision {

					@Override
					public void upgrade(RevisionContext context) {
				%s	}

					@Override
					public void downgrade(RevisionContext context) {
				%s	}

				}
				""".formatted(packageName, annotation, className(revision), calls(content.upgrade()),
				calls(content.downgrade()));
	}

	private static String calls(RevisionContent.Way way) {
		return way.statements()
			.stream()
			.map((statement) -> comments(statement.notes())
					+ "\t\tcontext.jdbc().sql(%s).update();\n".formatted(lines(statement.sql())))
			.collect(Collectors.joining());
	}

	private static String comments(List<String> notes) {
		return notes.stream()
			.map((note) -> "\t\t// " + note.lines().collect(Collectors.joining(" ")).replace("\\u", "\\ u") + "\n")
			.collect(Collectors.joining());
	}

	private static String lines(String sql) {
		return Arrays.stream(sql.split("(?<=\n)", -1))
			.map(JavaTemplate::string)
			.collect(Collectors.joining("\n\t\t\t\t+ "));
	}

	private static void append(StringBuilder annotation, String attribute, List<String> values) {
		if (values.size() == 1) {
			annotation.append(",\n\t\t").append(attribute).append(" = ").append(string(values.get(0)));
		}
		else if (!values.isEmpty()) {
			annotation.append(",\n\t\t")
				.append(attribute)
				.append(" = ")
				.append(values.stream().map(JavaTemplate::string).collect(Collectors.joining(", ", "{ ", " }")));
		}
	}

	private static String string(String value) {
		StringBuilder literal = new StringBuilder("\"");
		value.chars().forEach((c) -> literal.append(switch (c) {
			case '"' -> "\\\"";
			case '\\' -> "\\\\";
			case '\n' -> "\\n";
			case '\r' -> "\\r";
			case '\t' -> "\\t";
			default -> (c < ' ' || c > '~') ? String.format(Locale.ROOT, "\\u%04x", c) : Character.toString(c);
		}));
		return literal.append('"').toString();
	}

}
