/**
 * What App Migrations costs beside Flyway, Liquibase, plain JDBC and {@code psql}: the
 * profile {@code benchmark} runs {@link io.appmigrations.benchmark.Benchmarks} and writes
 * {@code docs/benchmarks.md}. No part of the tests.
 */
@NullMarked
package io.appmigrations.benchmark;

import org.jspecify.annotations.NullMarked;
