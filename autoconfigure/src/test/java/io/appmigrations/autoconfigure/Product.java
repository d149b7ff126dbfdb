package io.appmigrations.autoconfigure;

import java.math.BigDecimal;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import org.jspecify.annotations.Nullable;

/**
 * The entity that the revisions in {@code fixtures/shop} fit.
 */
@Entity
class Product {

	@Id
	@GeneratedValue(strategy = GenerationType.IDENTITY)
	@Nullable Long id;

	String name = "";

	BigDecimal price = BigDecimal.ZERO;

}
