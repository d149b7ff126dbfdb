/**
 * Internal. What a statement does, measured by running it: locks, scans, rewritten tables
 * and built indexes. A statement goes in, facts come out; knows no rules.
 */
@NullMarked
package io.appmigrations.internal.measure;

import org.jspecify.annotations.NullMarked;
