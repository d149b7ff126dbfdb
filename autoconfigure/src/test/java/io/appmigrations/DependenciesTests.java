package io.appmigrations;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import javax.xml.parsers.DocumentBuilderFactory;

import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compares docs/dependencies.md with what the POMs bring to an application.
 */
class DependenciesTests {

	private static final Pattern ROW = Pattern.compile("(?m)^\\| `([^`:]+:[^`:]+)`(?: \\(optional\\))? \\|");

	@Test
	void whatIsAlwaysThereIsDescribed() throws Exception {
		Set<String> always = dependencies("pom.xml", (each) -> isForUsers(each) && !isOptional(each));
		always.addAll(dependencies("../starter/pom.xml", DependenciesTests::isForUsers));
		always.removeIf((each) -> each.startsWith("io.appmigrations:"));
		assertThat(described("## Always there")).isEqualTo(always);
	}

	@Test
	void whatIsOptionalIsDescribed() throws Exception {
		Set<String> brought = dependencies("../starter/pom.xml", DependenciesTests::isForUsers);
		Set<String> optional = dependencies("pom.xml", (each) -> isForUsers(each) && isOptional(each));
		optional.removeAll(brought);
		assertThat(described("## Used where the application has them")).isEqualTo(optional);
	}

	@Test
	void whatTestsGetIsDescribed() throws Exception {
		Set<String> brought = dependencies("../starter/test/pom.xml", DependenciesTests::isForUsers);
		brought.removeIf((each) -> each.startsWith("io.appmigrations:"));
		assertThat(described("## In tests")).isEqualTo(brought);
	}

	private static Set<String> described(String heading) throws Exception {
		String page = Files.readString(Path.of("../docs/dependencies.md"));
		String section = page.substring(page.indexOf(heading) + heading.length());
		int end = section.indexOf("\n## ");
		Matcher rows = ROW.matcher((end < 0) ? section : section.substring(0, end));
		return rows.results().map((row) -> row.group(1)).collect(Collectors.toCollection(TreeSet::new));
	}

	private static Set<String> dependencies(String pom, Predicate<Element> filter) throws Exception {
		Element project = DocumentBuilderFactory.newInstance()
			.newDocumentBuilder()
			.parse(Path.of(pom).toFile())
			.getDocumentElement();
		NodeList all = project.getElementsByTagName("dependency");
		Set<String> dependencies = new TreeSet<>();
		for (int i = 0; i < all.getLength(); i++) {
			Element each = (Element) all.item(i);
			if (each.getParentNode().getParentNode() == project && filter.test(each)) {
				dependencies.add(text(each, "groupId") + ":" + text(each, "artifactId"));
			}
		}
		return dependencies;
	}

	private static boolean isForUsers(Element dependency) {
		return !List.of("test", "provided").contains(text(dependency, "scope"));
	}

	private static boolean isOptional(Element dependency) {
		return text(dependency, "optional").equals("true");
	}

	private static String text(Element element, String name) {
		Node first = element.getElementsByTagName(name).item(0);
		return (first != null) ? first.getTextContent().strip() : "";
	}

}
