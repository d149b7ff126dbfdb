package io.appmigrations.internal.cli.output;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

import io.appmigrations.CurrentRevisions;
import io.appmigrations.MigrationException;
import io.appmigrations.MigrationResult;
import io.appmigrations.RevisionDetails;
import io.appmigrations.SchemaComparison;
import io.appmigrations.StepResult;
import io.appmigrations.UnfinishedRevision;
import io.appmigrations.internal.engine.TenantFailures;
import io.appmigrations.internal.secret.Redaction;
import io.appmigrations.model.Change;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Results in the form that scripts read. The names are part of the contract.
 */
public final class Json {

	private Json() {
	}

	public static Map<String, @Nullable Object> of(CurrentRevisions current) {
		Map<String, @Nullable Object> json = whole(current);
		if (current.tenants() != null) {
			Map<String, Object> tenants = new LinkedHashMap<>();
			current.tenants().forEach((schema, tenant) -> tenants.put(schema, of(tenant)));
			json.put("tenants", tenants);
		}
		return json;
	}

	/** Without the tenants. */
	private static Map<String, @Nullable Object> whole(CurrentRevisions current) {
		Map<String, @Nullable Object> json = new LinkedHashMap<>();
		json.put("current", current.current());
		json.put("heads", current.heads());
		json.put("pending", current.pending());
		json.put("unknown", current.unknown());
		if (!current.unfinished().isEmpty()) {
			json.put("unfinished", current.unfinished().stream().map(Json::of).toList());
		}
		return json;
	}

	/**
	 * An error, and beside it what there is of the answer if only some of the tenants
	 * failed.
	 */
	public static Map<String, @Nullable Object> of(MigrationException failure) {
		Map<String, @Nullable Object> json = new LinkedHashMap<>();
		json.put("error", error(failure.getCode().code(), Redaction.redact(failure.getMessage()), failure.getHint()));
		if (failure instanceof TenantFailures failures) {
			CurrentRevisions read = failures.read();
			MigrationResult done = failures.done();
			json.putAll((read != null) ? whole(read) : (done != null) ? whole(done) : Map.of());
			Map<String, Object> tenants = new LinkedHashMap<>();
			failures.schemas().forEach((schema) -> tenants.put(schema, tenant(failures, schema)));
			json.put("tenants", tenants);
		}
		return json;
	}

	/** One that failed has the steps that were committed before. */
	private static Map<String, @Nullable Object> tenant(TenantFailures failures, String schema) {
		MigrationException failure = failures.failures().get(schema);
		MigrationResult result = (failures.done() != null) ? failures.done().tenants().get(schema) : null;
		CurrentRevisions state = (failures.read() != null && failures.read().tenants() != null)
				? failures.read().tenants().get(schema) : null;
		Map<String, @Nullable Object> json = (failure != null) ? of(failure) : new LinkedHashMap<>();
		if (state != null) {
			json.putAll(of(state));
		}
		if (result != null) {
			json.putAll(of(result));
			if (failure != null) {
				json.remove("current");
			}
		}
		return json;
	}

	public static Map<String, @Nullable Object> error(String code, @Nullable String message, @Nullable String hint) {
		Map<String, @Nullable Object> error = new LinkedHashMap<>();
		error.put("code", code);
		error.put("message", message);
		error.put("hint", hint);
		return error;
	}

	private static Map<String, Object> of(UnfinishedRevision unfinished) {
		Map<String, Object> json = new LinkedHashMap<>();
		json.put("revision", unfinished.revision());
		json.put("direction", unfinished.direction().toString());
		json.put("statements", unfinished.statements());
		json.put("rows", unfinished.rows());
		return json;
	}

	public static Map<String, @Nullable Object> of(RevisionDetails details) {
		Map<String, @Nullable Object> json = new LinkedHashMap<>();
		json.put("revision", details.revision().id());
		json.put("downRevisions", details.revision().downRevisions());
		json.put("dependsOn", details.revision().dependsOn());
		json.put("branchLabels", details.branchLabels());
		json.put("message", details.revision().message());
		json.put("created", (details.revision().created() != null) ? details.revision().created().toString() : null);
		json.put("path", details.revision().path());
		json.put("applied", details.applied());
		json.put("appliedAt", (details.appliedAt() != null) ? details.appliedAt().toString() : null);
		json.put("head", details.head());
		json.put("base", details.base());
		json.put("branchPoint", details.branchPoint());
		json.put("mergePoint", details.mergePoint());
		if (!details.revision().replaces().isEmpty()) {
			json.put("replaces", details.revision().replaces());
		}
		if (details.unfinished() != null) {
			json.put("unfinished", of(details.unfinished()));
		}
		return json;
	}

	public static List<Map<String, @Nullable Object>> of(List<RevisionDetails> details) {
		return details.stream().map(Json::of).toList();
	}

	public static Map<String, @Nullable Object> of(MigrationResult result) {
		Map<String, @Nullable Object> json = whole(result);
		if (!result.tenants().isEmpty()) {
			Map<String, Object> tenants = new LinkedHashMap<>();
			result.tenants().forEach((schema, tenant) -> tenants.put(schema, of(tenant)));
			json.put("tenants", tenants);
		}
		String sql = result.sql();
		if (sql != null) {
			json.put("sql", sql);
		}
		return json;
	}

	/** Without the tenants. */
	private static Map<String, @Nullable Object> whole(MigrationResult result) {
		Map<String, @Nullable Object> json = new LinkedHashMap<>();
		List<Map<String, Object>> steps = new ArrayList<>();
		result.steps().forEach((step) -> steps.add(of(step)));
		json.put("steps", steps);
		json.put("current", result.current());
		return json;
	}

	private static Map<String, Object> of(StepResult result) {
		Map<String, Object> json = new LinkedHashMap<>();
		json.put("direction", result.step().direction().toString());
		json.put("revision", result.step().revision().id());
		json.put("from", List.copyOf(new TreeSet<>(result.step().from())));
		json.put("to", List.copyOf(new TreeSet<>(result.step().to())));
		json.put("millis", result.millis());
		return json;
	}

	public static Map<String, Object> of(SchemaComparison comparison) {
		Map<String, Object> json = new LinkedHashMap<>();
		json.put("changes", changes(comparison.upgrade()));
		json.put("notInModel", comparison.notInModel().stream().map(ObjectId::toString).toList());
		json.put("notCompared", List.copyOf(comparison.notCompared()));
		if (!comparison.isEmpty()) {
			json.put("downgrade", changes(comparison.downgrade()));
		}
		return json;
	}

	static List<Map<String, Object>> changes(List<Change> changes) {
		return changes.stream().map((change) -> {
			Map<String, Object> json = new LinkedHashMap<>();
			json.put("kind", change.kind());
			json.put("object", change.object().toString());
			json.put("losesData", change.losesData());
			json.put("notes", change.remarks());
			json.put("sql", change.sql());
			return json;
		}).toList();
	}

}
