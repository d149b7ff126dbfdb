/**
 * Internal. The schema that an application's JPA entities declare, as the DDL that
 * Hibernate would create it with. The only package with Hibernate imports; whoever uses
 * it must cope with an application that has no Hibernate.
 */
@NullMarked
package io.appmigrations.internal.hibernate;

import org.jspecify.annotations.NullMarked;
