namespace Matinee.App.Transcoding;

/// <summary>What the rows of an unfinished job look like: equal marks mean that nothing happened to it.</summary>
internal sealed record JobMark
{
    public string Id { get; init; } = "";

    public string State { get; init; } = "";

    /// <summary>Of the plan: grows with everything that is published.</summary>
    public long Revision { get; init; }

    public long Tasks { get; init; }

    public long Ready { get; init; }

    public long Running { get; init; }

    public long Completed { get; init; }

    public long Waiting { get; init; }

    public long Epochs { get; init; }

    public long Failures { get; init; }

    public long Frames { get; init; }

    /// <summary>Not zero when the video is deleted.</summary>
    public long Deleted { get; init; }
}
