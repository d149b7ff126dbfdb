package io.appmigrations.autoconfigure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.appmigrations.error.ErrorCode;
import io.appmigrations.error.MigrationException;
import io.appmigrations.javarevision.JavaRevision;
import io.appmigrations.javarevision.JavaRevisionScript;
import io.appmigrations.script.ClassPathResources;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AssignableTypeFilter;
import org.springframework.util.ClassUtils;

/**
 * Finds Java revisions: beans, and classes in the packages of the revision files. Nothing
 * is instantiated before it runs.
 */
final class JavaRevisions {

	private final ConfigurableListableBeanFactory beanFactory;

	private final ClassLoader classLoader;

	private final List<String> packages;

	JavaRevisions(ConfigurableListableBeanFactory beanFactory, ClassLoader classLoader, List<String> packages) {
		this.beanFactory = beanFactory;
		this.classLoader = classLoader;
		this.packages = packages;
	}

	List<JavaRevisionScript> find() {
		Map<String, JavaRevisionScript> byClass = new LinkedHashMap<>();
		for (String name : this.beanFactory.getBeanNamesForType(JavaRevision.class, true, false)) {
			Class<?> type = this.beanFactory.getType(name, false);
			if (type != null) {
				// of a bean method that is declared to return the interface, only the
				// bean itself tells the class
				Class<?> userClass = ClassUtils
					.getUserClass(type.isInterface() ? this.beanFactory.getBean(name).getClass() : type);
				byClass.put(userClass.getName(),
						JavaRevisionScript.of(userClass, () -> this.beanFactory.getBean(name, JavaRevision.class)));
			}
		}
		ClassPathScanningCandidateComponentProvider scanner = scanner();
		for (String packageName : this.packages) {
			for (BeanDefinition candidate : scanner.findCandidateComponents(packageName)) {
				String className = String.valueOf(candidate.getBeanClassName());
				byClass.computeIfAbsent(className, this::fromClass);
			}
		}
		return List.copyOf(byClass.values());
	}

	private ClassPathScanningCandidateComponentProvider scanner() {
		ClassPathScanningCandidateComponentProvider scanner = new ClassPathScanningCandidateComponentProvider(false);
		scanner.setResourceLoader(new ClassPathResources(this.classLoader));
		scanner.addIncludeFilter(new AssignableTypeFilter(JavaRevision.class));
		return scanner;
	}

	private JavaRevisionScript fromClass(String className) {
		try {
			Class<?> type = ClassUtils.forName(className, this.classLoader);
			return JavaRevisionScript.of(type, () -> (JavaRevision) this.beanFactory.createBean(type));
		}
		catch (ClassNotFoundException | LinkageError ex) {
			throw new MigrationException(ErrorCode.INVALID_SCRIPT,
					"The Java revision %s cannot be loaded: %s".formatted(className, ex), null, ex);
		}
	}

}
