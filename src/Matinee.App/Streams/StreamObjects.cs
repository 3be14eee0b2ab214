using Matinee.App.Storage;

namespace Matinee.App.Streams;

/// <summary>Names of what streams keep in the store: <c>streams/{id}/{variant}/...</c></summary>
internal static class StreamObjects
{
    public const string Folder = "streams";

    /// <summary>Whose an object is; null when it is none of ours.</summary>
    public static string? OwnerOf(ObjectKey key) => key.Value.Split('/') is [Folder, var stream, _, _] ? stream : null;
}
