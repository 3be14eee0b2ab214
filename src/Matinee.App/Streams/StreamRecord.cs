using System.Collections.Immutable;
using Matinee.App.Accounts;

namespace Matinee.App.Streams;

/// <summary>A stream's definition: the value of its key in the registry. What was pushed is in rows.</summary>
public sealed record StreamRecord
{
    public required StreamId Id { get; init; }

    public required string Title { get; init; }

    public string Description { get; init; } = "";

    public required StreamType Type { get; init; }

    public StreamStatus Status { get; init; }

    public StreamVisibility Visibility { get; init; }

    /// <summary>Seconds; constant, because playlists promise it.</summary>
    public required int TargetDuration { get; init; }

    /// <summary>Segments that a live playlist holds.</summary>
    public required int Window { get; init; }

    /// <summary>Names of renditions that its publisher means to push, or that are made of what it sends.</summary>
    public ImmutableArray<string> Profiles { get; init; } = [];

    public required UserId OwnerId { get; init; }

    /// <summary>The node that the stream was placed on.</summary>
    public required string OwnerNode { get; init; }

    /// <summary>
    /// Which start of the stream this is, from 1: what a publisher of an older one still sends is refused, and numbers may
    /// begin anew with each.
    /// </summary>
    public int Epoch { get; init; } = 1;

    /// <summary>Counts rotations: the key is made of it.</summary>
    public int KeyVersion { get; init; } = 1;

    public DateTimeOffset? KeyExpiresAt { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When the first segment of this start came.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it was stopped, or ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Why it is in error; null otherwise.</summary>
    public string? Failure { get; init; }

    /// <summary>Under which the create was asked for; its entry goes with the stream.</summary>
    public string? CreateKey { get; init; }

    /// <summary>Of the registry, when it was last written. Not part of the value.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public long Revision { get; init; }

    /// <summary>Nothing is added to it until it is started again.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsOver => Status is StreamStatus.Stopped or StreamStatus.Ended;

    /// <summary>The publisher's media arrived.</summary>
    public StreamRecord Activated(DateTimeOffset now) => this with { Status = StreamStatus.Active, StartedAt = StartedAt ?? now, UpdatedAt = now, Failure = null };

    /// <summary>A new start: what comes now stands behind what there is, after a discontinuity.</summary>
    public StreamRecord Started(DateTimeOffset now) =>
        this with { Status = StreamStatus.Active, Epoch = Epoch + 1, StartedAt = now, EndedAt = null, UpdatedAt = now, Failure = null };

    public StreamRecord Over(StreamStatus status, DateTimeOffset now) => this with { Status = status, EndedAt = now, UpdatedAt = now };

    public StreamRecord Failed(string reason, DateTimeOffset now) => this with { Status = StreamStatus.Error, Failure = reason, UpdatedAt = now };
}
