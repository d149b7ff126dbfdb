package io.appmigrations.internal.engine;

import java.util.List;

import io.appmigrations.CurrentRevisions;
import io.appmigrations.Finding;

/**
 * What version table and log of one schema say, read over one connection.
 *
 * @param current where it is
 * @param applied what it has
 * @param findings what does not fit together
 * @param server the server for people
 */
record SchemaState(CurrentRevisions current, AppliedRevisions applied, List<Finding> findings, String server) {
}
