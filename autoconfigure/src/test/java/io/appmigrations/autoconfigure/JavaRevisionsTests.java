package io.appmigrations.autoconfigure;

import java.util.List;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link JavaRevisions}.
 */
class JavaRevisionsTests {

	private static JavaRevisions in(String packageName) {
		return new JavaRevisions(new DefaultListableBeanFactory(), JavaRevisionsTests.class.getClassLoader(),
				List.of(packageName));
	}

	@ParameterizedTest
	@CsvSource({ "abstractclass, it is abstract", "innerclass, inner class",
			"nointerface, does not implement JavaRevision", "emptyparent, is empty" })
	void whatHasTheAnnotationAndCannotRunIsNamed(String packageName, String reason) {
		assertThatExceptionOfType(MigrationException.class)
			.isThrownBy(() -> in("fixtures.unusable." + packageName).find(true))
			.withMessageContaining("fixtures.unusable." + packageName)
			.withMessageContaining("Forgotten")
			.withMessageContaining(reason)
			.satisfies((failure) -> assertThat(failure.getCode()).isEqualTo(ErrorCode.INVALID_SCRIPT));
	}

	@Test
	void findsClassesOfAPackage() {
		assertThat(in("fixtures.javarevisions").find(true)).isNotEmpty();
	}

}
