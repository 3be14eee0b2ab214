namespace Matinee.App.Streams.Records;

/// <summary>Which keys of the registry streams have.</summary>
internal static class StreamKeys
{
    public const string Prefix = "streams/";

    /// <summary>How many there are. Every create and delete writes it too, so that the most there may be is exact.</summary>
    public const string Count = "stream-count";

    /// <summary>Of streams that were deleted, for as long as anything of them may be left.</summary>
    public const string Deleted = "stream-deleted/";

    private const string Creates = "stream-creates/";

    public static string Of(StreamId id) => Prefix + id.Value;

    public static string OfDeleted(StreamId id) => Deleted + id.Value;

    /// <summary>Of a create that came with an idempotency key.</summary>
    public static string OfCreate(string hash) => Creates + hash;
}
