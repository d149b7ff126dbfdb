/**
 * Internal. The rules of {@code lint}, one class each, and their list.
 */
@NullMarked
package io.appmigrations.internal.lint.rule;

import org.jspecify.annotations.NullMarked;
