using Matinee.App.Accounts;
using Matinee.App.Http;
using Matinee.App.Streams.Records;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Matinee.App.Streams.Api;

/// <summary>Who may see, change and feed a stream.</summary>
internal sealed class StreamAccess(StreamDirectory directory, StreamWrites writes, StreamSecrets secrets)
{
    public const string KeyHeader = "X-Stream-Key";

    public static bool IsOwner(StreamRecord stream, HttpContext context) => context.User.IsAdmin() || context.User.FindUserId() == stream.OwnerId;

    public static bool MaySee(StreamRecord stream, HttpContext context) => stream.Visibility != StreamVisibility.Private || IsOwner(stream, context);

    public static ProblemHttpResult Unknown() => Problems.Of(ProblemKinds.NotFound, "There is no such stream, or it is not yours to see.");

    /// <summary>As the registry holds it; null when there is none that the caller may know of.</summary>
    public async Task<StreamRecord?> SeeAsync(StreamId id, HttpContext context, bool stale, CancellationToken cancellationToken)
    {
        if (stale)
            await directory.ReadyAsync(cancellationToken);
        var stream = stale ? directory.Find(id) : await writes.ReadAsync(id, cancellationToken);
        return stream is not null && MaySee(stream, context) ? stream : null;
    }

    /// <summary>Null when the caller may change it, otherwise what is to be answered.</summary>
    public async Task<ProblemHttpResult?> RefuseChangeAsync(StreamId id, HttpContext context, CancellationToken cancellationToken)
    {
        if (await writes.ReadAsync(id, cancellationToken) is not { } stream || !MaySee(stream, context))
            return Unknown();
        return IsOwner(stream, context) ? null : Problems.Of(ProblemKinds.Forbidden, "Only the owner of a stream, and administrators, change it.");
    }

    /// <summary>Whether the caller may push: with the stream's key, or as its owner.</summary>
    public bool MayFeed(StreamRecord stream, HttpContext context)
    {
        var key = context.Request.Headers[KeyHeader].ToString();
        if (key.Length == 0)
            key = context.Request.Query["key"].ToString();
        return key.Length > 0 ? secrets.Opens(stream, key) : IsOwner(stream, context);
    }
}
