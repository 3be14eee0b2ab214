using Matinee.App.Accounts;
using Matinee.App.Database;
using Matinee.App.Nodes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Matinee.App.Streams.Api;

/// <summary>From what a caller wants to a record.</summary>
internal sealed class NewStreams(NodeIdentity node, IOptions<StreamOptions> options, TimeProvider time, ILogger<NewStreams> logger)
{
    /// <summary>Worth nothing when the form has errors.</summary>
    public StreamRecord Read(CreateStreamBody body, StreamForm form, UserId owner)
    {
        var now = time.GetUtcNow();
        return new StreamRecord
        {
            Id = EntityIds.New<StreamId>(time),
            Title = form.Title(body.Title),
            Description = form.Description(body.Description),
            Type = form.Choice("type", body.Type, StreamType.Live),
            Visibility = form.Choice("visibility", body.Visibility, StreamVisibility.Unlisted),
            TargetDuration = form.Target(body.TargetDuration, options.Value.TargetDuration),
            Window = form.Window(body.DvrWindowSize, options.Value.WindowSize),
            Profiles = form.Profiles(body.TranscodeProfiles),
            OwnerId = owner,
            OwnerNode = node.Id,
            CreatedAt = now,
            UpdatedAt = now,
        };
    }

    /// <summary>What is left out stays as it is. Null when nothing is to be written.</summary>
    public StreamRecord? Change(StreamRecord stream, CreateStreamBody body, StreamForm form)
    {
        if (body.TargetDuration is { } target && target != stream.TargetDuration)
            form.Refuse("target_duration", "The target_duration of a stream never changes: its playlists promise it. Create another stream.");
        if (body.Type is not null && form.Choice("type", body.Type, stream.Type) != stream.Type)
            form.Refuse("type", "The type of a stream never changes. Create another stream.");
        var changed = stream with
        {
            Title = body.Title is null ? stream.Title : form.Title(body.Title),
            Description = body.Description is null ? stream.Description : form.Description(body.Description),
            Visibility = form.Choice("visibility", body.Visibility, stream.Visibility),
            Window = form.Window(body.DvrWindowSize, stream.Window),
            Profiles = body.TranscodeProfiles is null ? stream.Profiles : form.Profiles(body.TranscodeProfiles),
        };
        return form.Errors.Count > 0 || changed == stream ? null : changed with { UpdatedAt = time.GetUtcNow() };
    }

    public void Tell(StreamRecord stream) => StreamLog.Created(logger, stream.Id, stream.OwnerId.Value);

    public void TellDeleted(StreamId stream) => StreamLog.Deleted(logger, stream);
}
