using Matinee.App.Http;
using Matinee.App.Streams.Records;

namespace Matinee.App.Streams.Api;

/// <summary>Records as documents.</summary>
internal sealed class StreamViews(StreamSecrets secrets)
{
    public StreamDocument Show(StreamRecord stream)
    {
        var (path, expiresAt) = secrets.AddressOf(stream);
        return new StreamDocument(
            stream.Id, stream.Title, stream.Description, stream.Type, stream.Status, stream.Visibility, stream.TargetDuration, stream.Window, stream.Profiles,
            stream.OwnerId.Value, stream.OwnerNode, stream.CreatedAt, stream.UpdatedAt, stream.StartedAt, stream.EndedAt, stream.Failure, path, expiresAt, stream.Revision);
    }

    public StreamKeyDocument ShowKey(StreamRecord stream) =>
        new(stream.Id, secrets.KeyOf(stream), stream.KeyVersion, stream.KeyExpiresAt, $"/hls/streams/{stream.Id}/ingest");

    /// <param name="found">All that the caller may see and asked for, the newest first.</param>
    public StreamListDocument ShowPage(IReadOnlyList<StreamRecord> found, PageCursor? cursor, PageLimit limit)
    {
        var page = (cursor is { } after ? found.SkipWhile(stream => string.CompareOrdinal(stream.Id.Value, after.Id) >= 0) : found).Take(limit.Rows + 1).ToList();
        var next = page.Count > limit.Rows ? new PageCursor("", page[limit.Rows - 1].Id.Value).ToString() : null;
        return new StreamListDocument([.. page.Take(limit.Rows).Select(Show)], found.Count, next);
    }
}
