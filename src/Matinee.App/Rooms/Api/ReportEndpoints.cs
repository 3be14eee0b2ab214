using Matinee.App.Accounts;
using Matinee.App.Database;
using Matinee.App.Http;
using Matinee.App.Limits;
using Matinee.App.Moderation;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Matinee.App.Rooms.Api;

/// <summary>A member complains about a message or about somebody in the room.</summary>
/// <param name="Message">Or <paramref name="Member"/>: one of the two.</param>
internal sealed record ReportBody(RoomId Room, CommandId? Message, UserId? Member, string? Reason);

/// <summary><c>POST /api/reports</c>: from within a room; administrators of the site read them.</summary>
internal static class ReportEndpoints
{
    private const int LongestReason = 1000;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/api/reports", AddAsync).AllowAnonymous().WithTags("Moderation");

    private static async Task<Results<Created<AbuseReport>, ProblemHttpResult>> AddAsync(
        ReportBody body, HttpContext context, RoomCounter counter, ReportSubjects subjects, ReportStore reports, TimeProvider time)
    {
        var cancellationToken = context.RequestAborted;
        if (await counter.FindAsync(body.Room, context, cancellationToken) is not { } at)
            return RoomProblems.NotFound();
        if (body.Reason?.Trim() is not { Length: > 0 and <= LongestReason } reason)
            return RoomProblems.Invalid($"reason has 1 to {LongestReason} characters.");
        if (body.Message is null == body.Member is null)
            return RoomProblems.Invalid("Name either a message or a member.");
        if (await subjects.FindAsync(body, cancellationToken) is not { } about)
            return Problems.Of(ProblemKinds.NotFound, "There is no such message or member in this room.");
        var report = new AbuseReport(
            EntityIds.New<ReportId>(time), body.Room.Value, body.Message?.Value, about.Who.Id.Value, about.Who.Name, about.Text, reason, at.Member.UserId.Value, at.Member.Name,
            ReportState.Open, null, time.GetUtcNow(), null);
        if (counter.Reported(context) is { } wait)
            return TooMany.Result(wait);
        await reports.AddAsync(report, cancellationToken);
        return TypedResults.Created((string?)null, report);
    }
}
