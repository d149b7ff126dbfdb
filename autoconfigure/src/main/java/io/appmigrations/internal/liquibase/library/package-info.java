/**
 * Internal. Change logs, read and run by Liquibase itself: the only package that imports
 * it. Uses what Liquibase 4 and 5 have in common.
 */
@NullMarked
package io.appmigrations.internal.liquibase.library;

import org.jspecify.annotations.NullMarked;
