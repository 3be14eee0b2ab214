namespace Matinee.App.Streams.Records;

/// <summary>What became of a create.</summary>
internal abstract record StreamCreation
{
    private StreamCreation()
    {
    }

    public sealed record MadeNow(StreamRecord Stream) : StreamCreation;

    /// <summary>The same create was asked for before; this is what it made.</summary>
    public sealed record MadeEarlier(StreamRecord Stream) : StreamCreation;

    /// <summary>The idempotency key came with another body before.</summary>
    public sealed record OtherRequest : StreamCreation;

    /// <summary>There are as many streams as there may be.</summary>
    public sealed record AsManyAsMay(int Most) : StreamCreation;
}

/// <param name="Hash">Of caller and key: hex.</param>
/// <param name="Request">Hash of the body: hex.</param>
internal sealed record CreateKey(string Hash, string Request);
