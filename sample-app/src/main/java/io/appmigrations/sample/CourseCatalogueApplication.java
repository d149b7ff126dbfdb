package io.appmigrations.sample;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * A small course catalogue. Its schema is in {@code db/migrations}, and nothing in here
 * says when it is applied: the starter on the class path does that.
 */
@SpringBootApplication(proxyBeanMethods = false)
public class CourseCatalogueApplication {

	public static void main(String[] args) {
		SpringApplication.run(CourseCatalogueApplication.class, args);
	}

}
