package io.appmigrations.autoconfigure;

import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.internal.script.ClassPathResources;
import io.appmigrations.internal.script.JavaRevisionScript;
import io.appmigrations.javarevision.JavaRevision;
import io.appmigrations.javarevision.RevisionInfo;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.core.type.filter.AnnotationTypeFilter;
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

	private final @Nullable List<String> ofAll;

	JavaRevisions(ConfigurableListableBeanFactory beanFactory, ClassLoader classLoader, List<String> packages) {
		this(beanFactory, classLoader, packages, null);
	}

	/**
	 * Finds those of one history of several, beans too.
	 * @param packages the packages of the history
	 * @param ofAll the packages of all histories, or {@code null} if there is one
	 */
	JavaRevisions(ConfigurableListableBeanFactory beanFactory, ClassLoader classLoader, List<String> packages,
			@Nullable List<String> ofAll) {
		this.beanFactory = beanFactory;
		this.classLoader = classLoader;
		this.packages = packages;
		this.ofAll = ofAll;
	}

	/**
	 * Finds them.
	 * @param inPackages whether there are classes in the packages; otherwise only beans
	 * are found
	 */
	List<JavaRevisionScript> find(boolean inPackages) {
		Map<String, JavaRevisionScript> byClass = new LinkedHashMap<>();
		for (String name : this.beanFactory.getBeanNamesForType(JavaRevision.class, true, false)) {
			Class<?> type = this.beanFactory.getType(name, false);
			if (type != null) {
				// of a bean method that is declared to return the interface, only the
				// bean itself tells the class
				Class<?> userClass = ClassUtils
					.getUserClass(type.isInterface() ? this.beanFactory.getBean(name).getClass() : type);
				if (isOfThisHistory(userClass)) {
					byClass.put(userClass.getName(),
							JavaRevisionScript.of(userClass, () -> this.beanFactory.getBean(name, JavaRevision.class)));
				}
			}
		}
		List<Class<?>> unusable = new ArrayList<>();
		for (String className : inPackages ? scan() : Set.<String>of()) {
			if (!byClass.containsKey(className)) {
				Class<?> type = load(className);
				if (isUsable(type)) {
					byClass.put(className,
							JavaRevisionScript.of(type, () -> (JavaRevision) this.beanFactory.createBean(type)));
				}
				else if (type.isAnnotationPresent(RevisionInfo.class)) {
					unusable.add(type);
				}
			}
		}
		requireNone(unusable, byClass.values());
		return List.copyOf(byClass.values());
	}

	/** Returns the classes in the packages that can run, beans or not. */
	List<Class<?>> inPackages() {
		List<Class<?>> usable = new ArrayList<>();
		for (String className : scan()) {
			Class<?> type = load(className);
			if (isUsable(type)) {
				usable.add(type);
			}
		}
		return usable;
	}

	private boolean isOfThisHistory(Class<?> bean) {
		if (this.ofAll == null || isIn(this.packages, bean)) {
			return true;
		}
		if (!isIn(this.ofAll, bean)) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"The Java revision %s is in no package of an instance's locations, so it is not known which database it is for"
						.formatted(bean.getName()),
					"Move it to the package of the instance: that of classpath:db/migrations/orders is db.migrations.orders.");
		}
		return false;
	}

	private static boolean isIn(List<String> packages, Class<?> type) {
		return packages.stream().anyMatch((name) -> type.getName().startsWith(name + "."));
	}

	private Set<String> scan() {
		Scanner scanner = new Scanner(this.classLoader);
		Set<String> classNames = new LinkedHashSet<>();
		for (String packageName : this.packages) {
			for (BeanDefinition candidate : scanner.findCandidateComponents(packageName)) {
				classNames.add(String.valueOf(candidate.getBeanClassName()));
			}
		}
		return classNames;
	}

	private static boolean isUsable(Class<?> type) {
		return JavaRevision.class.isAssignableFrom(type) && !Modifier.isAbstract(type.getModifiers())
				&& (!type.isMemberClass() || Modifier.isStatic(type.getModifiers()));
	}

	/** An abstract class may keep the annotation for a class that extends it. */
	private static void requireNone(List<Class<?>> unusable, Collection<JavaRevisionScript> found) {
		for (Class<?> type : unusable) {
			if (found.stream().noneMatch((script) -> type.isAssignableFrom(script.type()))) {
				throw new MigrationException(ErrorCode.INVALID_SCRIPT,
						"%s has @RevisionInfo, but it cannot run: %s".formatted(type.getName(),
								JavaRevision.class.isAssignableFrom(type)
										? "it is abstract, or an inner class that is not static"
										: "it does not implement JavaRevision"),
						"Make it a class that can be instantiated and implements JavaRevision or ReversibleJavaRevision, or remove the annotation.");
			}
		}
	}

	private Class<?> load(String className) {
		try {
			return ClassUtils.forName(className, this.classLoader);
		}
		catch (ClassNotFoundException | LinkageError ex) {
			throw new MigrationException(ErrorCode.INVALID_SCRIPT,
					"The Java revision %s cannot be loaded: %s".formatted(className, ex), null, ex);
		}
	}

	/** Also finds what bears the annotation and cannot run, so that it can be named. */
	private static final class Scanner extends ClassPathScanningCandidateComponentProvider {

		Scanner(ClassLoader classLoader) {
			super(false);
			setResourceLoader(new ClassPathResources(classLoader));
			addIncludeFilter(new AssignableTypeFilter(JavaRevision.class));
			addIncludeFilter(new AnnotationTypeFilter(RevisionInfo.class, false, true));
		}

		@Override
		protected boolean isCandidateComponent(AnnotatedBeanDefinition definition) {
			AnnotationMetadata metadata = definition.getMetadata();
			return (metadata.isIndependent() && metadata.isConcrete())
					|| metadata.hasAnnotation(RevisionInfo.class.getName());
		}

	}

}
