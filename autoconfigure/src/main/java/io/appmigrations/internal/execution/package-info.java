/**
 * Internal. Running a plan: transactions, timeouts, retries, failures, interrupted
 * revisions; and the same plan as a script.
 */
@NullMarked
package io.appmigrations.internal.execution;

import org.jspecify.annotations.NullMarked;
