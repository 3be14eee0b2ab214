namespace Matinee.App.Library;

/// <summary>The catalogue's spelling of the enums.</summary>
public static class LibraryWords
{
    public static string Word(this VideoState state) => state switch
    {
        VideoState.Uploading => "uploading",
        VideoState.Uploaded => "uploaded",
        VideoState.Processing => "processing",
        VideoState.Playable => "playable",
        VideoState.Ready => "ready",
        VideoState.Failed => "failed",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };

    public static string Word(this Visibility visibility) => visibility switch
    {
        Visibility.Private => "private",
        Visibility.Members => "members",
        Visibility.Unlisted => "unlisted",
        Visibility.Public => "public",
        Visibility.Password => "password",
        _ => throw new ArgumentOutOfRangeException(nameof(visibility), visibility, null),
    };

    /// <summary>Reads a word of a query or a header; digits, which <see cref="Enum"/> would take, are not words.</summary>
    public static bool TryParse<T>(string? word, out T value) where T : struct, Enum
    {
        value = default;
        return word is { Length: > 0 } && char.IsAsciiLetter(word[0]) && Enum.TryParse(word, ignoreCase: true, out value) && Enum.IsDefined(value);
    }
}
