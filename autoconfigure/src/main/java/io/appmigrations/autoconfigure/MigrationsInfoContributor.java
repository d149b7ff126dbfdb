package io.appmigrations.autoconfigure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.appmigrations.MigrationResult;
import io.appmigrations.Migrations;
import io.appmigrations.RevisionDetails;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.util.function.SingletonSupplier;

/**
 * The heads of this build, and where the database was once this process had started. Asks
 * no database.
 */
public final class MigrationsInfoContributor implements InfoContributor {

	private final SingletonSupplier<List<String>> heads;

	private final @Nullable MigrationInitializer initializer;

	/**
	 * Asks for nothing yet.
	 * @param migrations the revisions of this build
	 * @param initializer knows where the database was, or {@code null} where migrations
	 * are disabled
	 */
	MigrationsInfoContributor(Migrations migrations, @Nullable MigrationInitializer initializer) {
		this.heads = SingletonSupplier
			.of(() -> migrations.heads().stream().map(RevisionDetails::revision).map((head) -> head.id()).toList());
		this.initializer = initializer;
	}

	@Override
	public void contribute(Info.Builder builder) {
		builder.withDetail("migrations", details());
	}

	Map<String, Object> details() {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("heads", this.heads.obtain());
		MigrationResult result = (this.initializer != null) ? this.initializer.getResult() : null;
		if (result != null) {
			details.put("current", result.current());
		}
		return details;
	}

}
