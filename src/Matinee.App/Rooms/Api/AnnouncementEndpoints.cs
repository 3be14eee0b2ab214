using System.Text.Json;
using Matinee.App.Http;
using Matinee.App.Rooms.Live;
using Matinee.Realtime.Brokers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Matinee.App.Rooms.Api;

/// <summary>Words for everybody who is connected, on every node.</summary>
internal static class AnnouncementEndpoints
{
    private const int Longest = 1000;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/announcements", AnnounceAsync).RequireAuthorization(Policies.Admin).WithTags("Rooms");

    private static async Task<Results<Accepted<Announcement>, ProblemHttpResult>> AnnounceAsync(
        AnnouncementBody body, GuardedBroker broker, RoomClock clock, TimeProvider time, CancellationToken cancellationToken)
    {
        if (body.Text?.Trim() is not { Length: > 0 and <= Longest } text)
            return RoomProblems.Invalid($"text has 1 to {Longest} characters.");
        var announcement = new Announcement(CommandId.New(time), "announcement", clock.Now, text);
        var entry = new LogEntry
        {
            Data = JsonSerializer.SerializeToUtf8Bytes(announcement, CallJson.Default.Announcement),
            DedupId = announcement.Id.Value,
        };
        return await broker.AppendAsync(RoomTokens.SiteChannel, entry, cancellationToken) is Appended
            ? TypedResults.Accepted((string?)null, announcement)
            : Problems.Of(ProblemKinds.Unavailable, "The broker does not answer. Try again in a moment.", TimeSpan.FromSeconds(1));
    }
}
