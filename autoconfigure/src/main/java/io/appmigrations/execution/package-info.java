/**
 * Running a plan: transactions, timeouts, retries, failures, interrupted revisions. The
 * facade calls it; it calls the database package for everything that the tool itself
 * writes.
 */
@NullMarked
package io.appmigrations.execution;

import org.jspecify.annotations.NullMarked;
