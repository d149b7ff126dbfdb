package io.appmigrations.internal.lint.rule;

import java.util.List;

import io.appmigrations.internal.lint.examine.Basis;
import io.appmigrations.internal.lint.examine.Examined;
import io.appmigrations.internal.lint.examine.Findings;
import io.appmigrations.internal.lint.examine.LintRule;
import io.appmigrations.internal.lint.examine.SuggestedName;
import io.appmigrations.internal.measure.KeyFacts.OpenView;
import io.appmigrations.internal.measure.StatementFacts;
import io.appmigrations.internal.sql.QualifiedName;
import io.appmigrations.internal.sql.StatementShape;

/**
 * A view reads a table with row security as its owner, and shows all rows.
 */
final class ViewWithoutRowSecurity implements LintRule {

	/** The first version whose views can read as those who ask. */
	private static final int WITH_INVOKER = 15;

	@Override
	public String name() {
		return "view-without-row-security";
	}

	@Override
	public Basis basis() {
		return Basis.CATALOG;
	}

	@Override
	public void check(Examined examined, Findings findings) {
		List<OpenView> open = examined.measured().keys().openViews();
		for (StatementFacts facts : examined.facts()) {
			StatementShape shape = StatementShape.of(facts.statement().text());
			QualifiedName name = shape.name();
			if (name == null) {
				continue;
			}
			boolean isView = isView(shape);
			boolean isSecured = shape.is("alter", "table") && shape.rest().isNext("enable", "row", "level", "security");
			open.stream()
				.filter((each) -> (isView && each.view().endsWith("." + name.name()))
						|| (isSecured && each.table().endsWith("." + name.name()) && !isCreated(examined, each.view())))
				.findFirst()
				.ifPresent((each) -> findings.warning(facts.statement(),
						"%s shows all rows of %s: it reads them with the rights of the owner, to whom row security does not apply."
							.formatted(each.view(), each.table()),
						suggestion(each, examined.serverVersion())));
		}
	}

	private static boolean isView(StatementShape shape) {
		return shape.is("create", "view") || shape.is("create", "materialized view");
	}

	private static boolean isCreated(Examined examined, String view) {
		return examined.facts()
			.stream()
			.map((facts) -> StatementShape.of(facts.statement().text()))
			.anyMatch((shape) -> isView(shape) && shape.name() != null && view.endsWith("." + shape.name().name()));
	}

	private static String suggestion(OpenView view, int serverVersion) {
		if (view.materialized()) {
			return "Grant the materialized view only to those who may see all rows.";
		}
		return (serverVersion >= WITH_INVOKER)
				? "alter view %s set (security_invoker = true);".formatted(SuggestedName.of(view.view()))
				: "alter table %s force row level security;".formatted(SuggestedName.of(view.table()));
	}

}
