using System.Globalization;
using Matinee.App.Accounts;
using Matinee.App.Http;
using Matinee.App.Library;
using Matinee.App.Rooms.Live;
using Matinee.App.Rooms.Rows;
using Matinee.App.Rooms.State;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Matinee.App.Rooms.Api;

/// <summary>What was said in a room and done in it, and the addresses of its films.</summary>
internal static class RoomMessageEndpoints
{
    public static void Map(RouteGroupBuilder rooms)
    {
        rooms.MapGet("{id}/messages", ListAsync).AllowAnonymous();
        rooms.MapGet("{id}/direct/{member}", ListDirectAsync).AllowAnonymous();
        rooms.MapGet("{id}/log", ListRecordsAsync).AllowAnonymous();
        rooms.MapGet("{id}/playback", PlaybackAsync).AllowAnonymous();
    }

    /// <summary>The newest first.</summary>
    private static async Task<Results<Ok<Page<ChatMessage>>, ProblemHttpResult>> ListAsync(
        RoomId id, [AsParameters] MessagesAsked asked, HttpContext context, RoomCounter counter, MessageStore messages, RoomFeeds feeds, ChatWriter writer)
    {
        var cancellationToken = context.RequestAborted;
        if (await counter.FindAsync(id, context, cancellationToken) is null)
            return RoomProblems.NotFound();
        if (feeds.Find(id) is { } feed)
            await writer.FlushAsync(feed, cancellationToken); // what was just said is in the list
        var cursor = asked.Cursor;
        if (asked.Before is { } before)
        {
            if (!CommandId.TryParse(before, out var message) || await messages.FindAsync(id, message, cancellationToken) is not { } known)
                return RoomProblems.Invalid("before is the id of a message of this room.");
            cursor = CursorOf(known);
        }

        CommandId? thread = null;
        if (asked.Thread is { } first)
        {
            if (!CommandId.TryParse(first, out var id1))
                return RoomProblems.Invalid("thread is the id of the message that it began with.");
            thread = id1;
        }

        var size = PageLimit.Of(asked.Limit);
        return TypedResults.Ok(Page.Of(await messages.ListAsync(id, cursor, asked.Q, thread, size.Rows + 1, cancellationToken), size, CursorOf));
    }

    private static async Task<Results<Ok<Page<DirectDocument>>, ProblemHttpResult>> ListDirectAsync(
        RoomId id, UserId member, double? before, PageLimit? limit, HttpContext context, RoomCounter counter, DirectMessageStore messages)
    {
        if (await counter.FindAsync(id, context, context.RequestAborted) is not { } at)
            return RoomProblems.NotFound();
        var rows = await messages.ListAsync(at.Member.UserId, member, before, PageLimit.Of(limit).Rows, context.RequestAborted);
        return TypedResults.Ok(new Page<DirectDocument>([.. rows.Select(m => new DirectDocument(m.Id, new(m.From, m.FromName), m.To, m.Text, m.At))], null));
    }

    private static async Task<Results<Ok<Page<RecordDocument>>, ProblemHttpResult>> ListRecordsAsync(
        RoomId id, PageCursor? cursor, PageLimit? limit, HttpContext context, RoomCounter counter, ModerationRecordStore records)
    {
        if (await counter.FindAsync(id, context, context.RequestAborted) is not { } at)
            return RoomProblems.NotFound();
        if (!at.May(RoomRight.Members))
            return Problems.Of(ProblemKinds.Forbidden, "You do not moderate this room.");
        var size = PageLimit.Of(limit);
        var rows = await records.ListAsync(id, cursor, size.Rows + 1, context.RequestAborted);
        return TypedResults.Ok(Page.Of(
            rows, size, record => new PageCursor(record.At.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture), record.Id.Value),
            record => new RecordDocument(record.Id.Value, record.By, record.Action, record.Target, record.Detail, record.At)));
    }

    /// <param name="video">One of the queue; null: the one that plays.</param>
    private static async Task<Results<Ok<RoomPlayback>, ProblemHttpResult>> PlaybackAsync(
        RoomId id, string? video, HttpContext context, RoomCounter counter, MemberStore members, WelcomeFilm film)
    {
        context.Response.Headers.CacheControl = "private, no-store";
        if (await counter.FindAsync(id, context, context.RequestAborted) is not { } at
            || await members.FindAsync(id, at.Member.UserId, context.RequestAborted) is not { State: RoomStanding.Joined } member)
            return RoomProblems.NotFound();
        var found = Database.EntityIds.TryParse<VideoId>(video, out var wanted)
            ? await film.OfAsync(member, wanted, context.RequestAborted)
            : await film.ForAsync(member, context.RequestAborted);
        return found is { } playback ? TypedResults.Ok(playback) : Problems.Of(ProblemKinds.NotFound, "Nothing of it plays here yet.");
    }

    private static PageCursor CursorOf(ChatMessage message) => new(message.At.ToString("R", CultureInfo.InvariantCulture), message.Id.Value);
}

/// <summary>Which messages.</summary>
internal sealed class MessagesAsked
{
    public string? Q { get; init; }

    /// <summary>A message: those before it. For who has a message and no page.</summary>
    public string? Before { get; init; }

    public string? Thread { get; init; }

    public PageCursor? Cursor { get; init; }

    public PageLimit? Limit { get; init; }
}
