package io.appmigrations.internal.family;

import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.ObjectNaming;
import io.appmigrations.model.ObjectId;

/**
 * Has the family of an object write its name.
 */
public final class FamilyNaming implements ObjectNaming {

	@Override
	public String name(ObjectId id, Names names) {
		return Families.of(id.kind()).name(id, names);
	}

	@Override
	public String relation(ObjectId id, String relation, Names names) {
		return Families.of(id.kind()).relation(id, relation, names);
	}

}
