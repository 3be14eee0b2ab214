using System.Globalization;
using System.Security.Claims;
using System.Text.Json;
using Matinee.App.Accounts;
using Matinee.App.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Matinee.App.Moderation;

/// <summary><c>/api/filters</c>, <c>/api/reports</c> and <c>/api/audit</c>, for administrators of the site.</summary>
internal static class ModerationEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api").WithTags("Moderation").RequireAuthorization(Policies.Admin);
        group.MapGet("filters", (FilterSetting filters) => TypedResults.Ok(filters.Current));
        group.MapPut("filters", PutFiltersAsync);
        group.MapGet("reports", ListReportsAsync);
        group.MapPatch("reports/{id}", DecideAsync);
        group.MapGet("audit", ListAuditAsync);
    }

    private static async Task<Results<Ok<ModerationOptions>, ProblemHttpResult>> PutFiltersAsync(
        ModerationOptions wish, FilterSetting filters, SiteSettings settings, CancellationToken cancellationToken)
    {
        if (filters.Refuse(wish) is { } wrong)
            return Problems.Of(ProblemKinds.Invalid, wrong);
        await settings.PutAsync(FilterSetting.Key, JsonSerializer.Serialize(wish, ModerationJson.Default.ModerationOptions), cancellationToken);
        return TypedResults.Ok(filters.Current);
    }

    private static async Task<Results<Ok<Page<AbuseReport>>, ProblemHttpResult>> ListReportsAsync(
        string? state, PageLimit? limit, PageCursor? cursor, ReportStore reports, CancellationToken cancellationToken)
    {
        ReportState? wanted = Enum.TryParse<ReportState>(state, ignoreCase: true, out var named) && Enum.IsDefined(named) ? named : null;
        if (wanted is null && state is not null)
            return Problems.Of(ProblemKinds.Invalid, "state is open, resolved or dismissed.");
        var size = PageLimit.Of(limit);
        var rows = await reports.ListAsync(wanted, cursor, size.Rows + 1, cancellationToken);
        return TypedResults.Ok(Page.Of(rows, size, row => new PageCursor(row.CreatedAt.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture), row.Id.Value)));
    }

    private static async Task<Results<Ok<AbuseReport>, ProblemHttpResult>> DecideAsync(
        ReportId id, ReportDecision decision, ClaimsPrincipal caller, ReportStore reports, CancellationToken cancellationToken) =>
        await reports.DecideAsync(id, decision.State, caller.UserId().Value, cancellationToken) is { } report
            ? TypedResults.Ok(report)
            : Problems.Of(ProblemKinds.NotFound, "There is no such report.");

    private static async Task<Ok<Page<AuditRecord>>> ListAuditAsync(PageLimit? limit, PageCursor? cursor, AuditStore records, CancellationToken cancellationToken)
    {
        var size = PageLimit.Of(limit);
        var rows = await records.ListAsync(cursor, size.Rows + 1, cancellationToken);
        return TypedResults.Ok(Page.Of(rows, size, row => new PageCursor(row.At.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture), row.Id)));
    }
}
