using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Matinee.App.Accounts;
using Matinee.App.Http;
using Matinee.App.Limits;
using Matinee.App.Streams.Duties;
using Matinee.App.Streams.Records;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Matinee.App.Streams.Api;

/// <summary><c>/hls/streams</c>: what only the leader does. Elsewhere these never run: the request goes to the leader first.</summary>
internal static class StreamLeaderEndpoints
{
    private const string KeyHeader = "Idempotency-Key";
    private const int LongestKey = 200;

    public static void Map(RouteGroupBuilder streams)
    {
        streams.MapPost("", CreateAsync).RequireAuthorization(Policies.Member);
        streams.MapPatch("{id}", ChangeAsync).RequireAuthorization(Policies.Member);
        streams.MapDelete("{id}", DeleteAsync).RequireAuthorization(Policies.Member);
        streams.MapPost("{id}/start", StartAsync).RequireAuthorization(Policies.Member);
        streams.MapPost("{id}/stop", StopAsync).RequireAuthorization(Policies.Member);
        streams.MapPost("{id}/key", KeyAsync).RequireAuthorization(Policies.Member);
    }

    /// <summary>
    /// An idempotency key is an entry of the registry, written with the stream: sent again after the leader died, it finds the
    /// stream or makes it, and never makes two.
    /// </summary>
    private static async Task<Results<Created<StreamDocument>, ProblemHttpResult>> CreateAsync(
        CreateStreamBody body, HttpContext context, StreamWrites writes, NewStreams streams, StreamViews views, CancellationToken cancellationToken)
    {
        var form = new StreamForm();
        var stream = streams.Read(body, form, context.User.UserId());
        if (form.Errors.Count > 0)
            return Problems.Of(ProblemKinds.Invalid, "The stream cannot be made so.", errors: form.Errors);
        var key = context.Request.Headers[KeyHeader].ToString();
        if (key.Length > LongestKey)
            return Problems.Of(ProblemKinds.Invalid, $"An Idempotency-Key has at most {LongestKey} characters.");
        switch (await writes.CreateAsync(stream, key.Length == 0 ? null : Of(key, body, context), cancellationToken))
        {
            case StreamCreation.MadeNow made:
                streams.Tell(made.Stream);
                return TypedResults.Created($"/hls/streams/{made.Stream.Id}", views.Show(made.Stream));
            case StreamCreation.MadeEarlier made:
                context.Response.Headers["Idempotent-Replayed"] = "true";
                return TypedResults.Created($"/hls/streams/{made.Stream.Id}", views.Show(made.Stream));
            case StreamCreation.AsManyAsMay full:
                return Problems.Of(ProblemKinds.QuotaExceeded, $"There are {full.Most} streams, and there may be no more. Delete one, or raise Streams:MaxStreams.");
            default:
                return Problems.Of(ProblemKinds.KeyReused, "This Idempotency-Key came with another body before. Use a new key for a new stream.");
        }
    }

    private static async Task<Results<Ok<StreamDocument>, ProblemHttpResult>> ChangeAsync(
        StreamId id, CreateStreamBody body, HttpContext context, StreamAccess access, StreamWrites writes, NewStreams streams, StreamViews views, CancellationToken cancellationToken)
    {
        if (await access.RefuseChangeAsync(id, context, cancellationToken) is { } refusal)
            return refusal;
        var form = new StreamForm();
        var changed = await writes.ChangeAsync(id, stream => streams.Change(stream, body, form), cancellationToken);
        if (form.Errors.Count > 0)
            return Problems.Of(ProblemKinds.Invalid, "The stream cannot be changed so.", errors: form.Errors);
        return changed is null ? StreamAccess.Unknown() : TypedResults.Ok(views.Show(changed));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        StreamId id, HttpContext context, StreamAccess access, StreamWrites writes, CleanupStore rows, NewStreams streams, CancellationToken cancellationToken)
    {
        if (await access.RefuseChangeAsync(id, context, cancellationToken) is { } refusal)
        {
            // Of what the registry has lost there may be segments; nobody but an administrator can own it.
            if (!context.User.IsAdmin() || !await rows.HasStreamAsync(id, cancellationToken) || !await writes.BuryAsync(id, cancellationToken))
                return refusal;
        }
        else if (await writes.DeleteAsync(id, cancellationToken))
            streams.TellDeleted(id);
        return TypedResults.NoContent();
    }

    /// <param name="restart">Begin anew although it runs: the publisher counts from the beginning again.</param>
    private static async Task<Results<Ok<StreamDocument>, ProblemHttpResult>> StartAsync(
        StreamId id, bool? restart, HttpContext context, StreamAccess access, StreamTurns turns, StreamViews views, CancellationToken cancellationToken)
    {
        if (await access.RefuseChangeAsync(id, context, cancellationToken) is { } refusal)
            return refusal;
        return await turns.StartAsync(id, restart == true, cancellationToken) switch
        {
            null => StreamAccess.Unknown(),
            { IsOver: true } => Problems.Of(ProblemKinds.Conflict, "A vod that was stopped never changes. Create another stream."),
            { } stream => TypedResults.Ok(views.Show(stream)),
        };
    }

    private static async Task<Results<Ok<StreamDocument>, ProblemHttpResult>> StopAsync(
        StreamId id, HttpContext context, StreamAccess access, StreamTurns turns, StreamViews views, CancellationToken cancellationToken)
    {
        if (await access.RefuseChangeAsync(id, context, cancellationToken) is { } refusal)
            return refusal;
        return await turns.EndAsync(id, StreamStatus.Stopped, cancellationToken) is { } stream ? TypedResults.Ok(views.Show(stream)) : StreamAccess.Unknown();
    }

    private static async Task<Results<Ok<StreamKeyDocument>, ProblemHttpResult>> KeyAsync(
        StreamId id, StreamKeyBody? body, HttpContext context, StreamAccess access, StreamWrites writes, StreamViews views, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await access.RefuseChangeAsync(id, context, cancellationToken) is { } refusal)
            return refusal;
        var lasts = body?.ExpiresInSeconds;
        if (lasts is < 0 or > 3650L * 24 * 3600)
            return Problems.Of(ProblemKinds.Invalid, "expires_in_seconds is 0 (for ever) to ten years.");
        var rotates = body?.Rotate == true;
        var stream = await writes.ChangeAsync(id, now => !rotates && lasts is null ? null : now with
        {
            KeyVersion = now.KeyVersion + (rotates ? 1 : 0),
            KeyExpiresAt = lasts switch { null => rotates ? null : now.KeyExpiresAt, 0 => null, _ => time.GetUtcNow().AddSeconds(lasts.Value) },
            UpdatedAt = time.GetUtcNow(),
        }, cancellationToken);
        context.Response.Headers.CacheControl = "no-store";
        return stream is null ? StreamAccess.Unknown() : TypedResults.Ok(views.ShowKey(stream));
    }

    private static CreateKey Of(string key, CreateStreamBody body, HttpContext context) => new(
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{CallerKey.Of(context)}\n{key}"))),
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(body, StreamsJson.Default.CreateStreamBody))));
}
