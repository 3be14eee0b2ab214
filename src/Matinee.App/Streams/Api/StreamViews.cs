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

    public StreamListDocument ShowPage(StreamPage page)
    {
        var next = page.HasMore ? new PageCursor("", page.Streams[^1].Id.Value).ToString() : null;
        return new StreamListDocument([.. page.Streams.Select(Show)], page.Count, next);
    }
}
