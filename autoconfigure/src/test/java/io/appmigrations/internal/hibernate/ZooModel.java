package io.appmigrations.internal.hibernate;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.appmigrations.model.Model;

/**
 * The entities of {@link Zoo} as a model.
 */
public final class ZooModel {

	private static final Map<Integer, Model> READ = new ConcurrentHashMap<>();

	private ZooModel() {
	}

	public static Model read(int majorVersion, int minorVersion) {
		return READ.computeIfAbsent(majorVersion, (version) -> TestModel.of(version, minorVersion, Zoo.all()));
	}

}
