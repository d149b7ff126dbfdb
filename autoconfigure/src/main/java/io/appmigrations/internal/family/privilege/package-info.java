/**
 * Internal. The families of privileges and row security policies.
 */
@NullMarked
package io.appmigrations.internal.family.privilege;

import org.jspecify.annotations.NullMarked;
